package main

// moreFemale and moreMale are given names that the popular names of the data lack. Names that women and men bear in
// different countries (Andrea, Jean, Kim, Nicola, Sasha) are on neither.
const (
	moreFemale = `
Abigail Ada Adele Adriana Agata Agatha Agnes Agnès Agnieszka Aisha Aishwarya Akiko Alba Alejandra Aleksandra Alessandra Alessia Alexandra
Alice Alicia Alina Alison Allison Alma Amanda Amara Amelia Amina Aminata Amira Amy Ana Anastasia Angela Angelika Angelina Angélique
Anita Anja Anke Ann Anna Annabel Anne Annegret Anneke Anneli Annelies Annette Annie Annika Antje Antonella Antonia Anuradha Aoife Araceli Ariane
Ariadne Arlene Astrid Asuka Athena Audrey Aurelia Aurélie Aurora Ayako Ayesha Ayşe Azra Barbara Barbora Beata Beatrice Beatrix Beatriz
Belinda Benedetta Berit Bernadette Bertha Bettina Betty Beverly Bianca Birgit Birgitta Bożena Brenda Bridget Brigitte Britta Brooke
Camila Camilla Camille Candice Carla Carlotta Carmen Carol Carolina Caroline Carolyn Carrie Cassandra Catarina Catherine Catriona Cecilia
Cécile Céline Chantal Charlene Charlotte Chelsea Chiara Chiyoko Christa Christelle Christiane Christina Christine Cindy Claire Clara Clarissa
Claudia Clémence Colette Colleen Concepción Constance Cora Cordelia Cornelia Courtney Cristina Cynthia Dagmar Danica Daniela Danielle
Danuta Daphne Debbie Deborah Debra Deepika Deirdre Delia Delphine Denise Diana Diane Dilma Dolores Dominika Donatella Donna Dora Doreen
Doris Dorota Dorothea Dorothy Dunja Edith Edna Eileen Eilidh Eimear Elaine Eleanor Elena Eleni Elif Elina Elisa Elisabeth Eliška Elizabeth
Ella Ellen Elsa Elspeth Elvira Emilia Emiko Emily Emma Erika Erin Esmeralda Esperanza Esther Eugenia Eunice Eva Evelyn Evgenia Ewa Faith
Farah Fatima Fatma Fatou Federica Felicia Felicity Fernanda Fiona Flavia Florence Frances Francesca Françoise Franziska Frederikke Frida
Friederike Fumiko Gabriela Gabriella Gabrielle Galina Gemma Geneviève Georgia Georgina Geraldine Gertrude Giada Gillian Ginevra Gisela Giulia
Giuseppina Gloria Grace Gráinne Greta Gretchen Gro Gudrun Guadalupe Gunilla Gwen Gwendolyn Halina Hana Hanna Hannah Hanne Hannelore
Harriet Haruka Hazel Heather Hedda Hedwig Heidi Helen Helena Helene Hélène Helga Henriette Hermione Hilary Hilda Hilde Hildegard Hiroko
Ida Ieva Ilaria Ildikó Ilona Ilse Imelda Imogen Indira Inês Inés Inga Inge Ingeborg Ingrid Inna Ioana Irena Irene Irina Iris Irma Isabel
Isabella Isabelle Isobel Iwona Izabela Jacinta Jacqueline Jadwiga Jana Jane Janet Janice Janine Jasmin Jasmine Jeanette Jeanne Jennifer
Jenny Jessica Jill Joan Joana Joanna Joanne Jocelyn Johanna Jolanta Josefina Joséphine Josephine Joyce Juana Judith Judy Julia Juliana
Julianne Julie Juliet Juliette Justine Justyna Jutta Kamala Karen Karin Karina Karolina Katarina Katarzyna Kate Katerina Kateřina Katharina
Katherine Kathleen Kathrin Kathryn Kathy Katie Katja Katrin Katrina Katya Kayla Keiko Kelly Kerstin Khadija Kinga Kirsten Kirsty Klára
Kristen Kristin Kristina Kristine Krystyna Kyoko Laila Lara Larissa Latifa Laura Lauren Lavinia Layla Lea Leah Leena Leila Lena Leonie Leonor
Leonora Leticia Lidia Liesbeth Liesl Lilian Liliana Lilja Lillian Lily Lina Linda Lindsey Linnea Lioba Lisa Lisbeth Liv Ljubica Loredana Lorena Loretta
Lorraine Lotte Louisa Louise Lourdes Lucia Lucía Lucie Lucinda Lucy Ludmila Luisa Luise Lupita Lydia Lynn Lyudmila Mabel Madalena Madeleine Madeline
Magda Magdalena Maggie Maha Maire Máire Mairead Malgorzata Małgorzata Malin Malika Mandy Manuela Marcela Marcia Maren Margaret Margarethe Margarita
Margarida Margit Margot Margrethe Margriet Marguerite Mari Maria María Mariam Mariana Marianna Marianne Maribel Marie Mariella Marieke Marija Marijke Mariko
Marilyn Marina Marion Mariam Marisa Marisol Marissa Marit Marita Marjorie Marlene Marta Martha Martina Martine Mary Maryam Masako Mathilde
Matilda Maud Maureen Maxine Mayumi Meera Megan Meghan Mei Melanie Melinda Melissa Mercedes Meredith Merete Mette Mia Michaela Michelle Michiko
Mieke Milena Mildred Mina Minna Mira Miranda Mireille Miriam Mirjam Misaki Moira Molly Mona Monica Monika Monique Muriel Myra Nadia Nadine Nadja
Nancy Naomi Natalia Natalie Natasha Natascha Nathalie Nawal Neha Nerea Nicole Nicoletta Nina Nirmala Noemi Noémie Nora Noriko Norma Nuria Octavia
Odile Oksana Olena Olga Olivia Olympia Ophelia Orla Ornella Ottavia Ottilie Pamela Paola Patience Patricia Paula Paulina Pauline Peggy Penelope Penny
Perpetua Petra Philippa Phoebe Phyllis Pia Pilar Polly Portia Priscilla Priya Priyanka Rachel Ragnhild Rania Rebecca Regina Reiko Renata Renate
Rhoda Rhonda Ria Rita Roberta Rocío Rosa Rosalie Rosalind Rosamund Rosanna Rosario Rose Roseanne Rosemary Rosie Rosita Roxana Roxanne Ruth Sabina Sabine
Sabrina Sachiko Sadia Sally Salma Samantha Samira Sandra Sanja Sara Sarah Saskia Saoirse Selma Serena Sharon Shauna Sheena Sheila Shelley
Shirin Shirley Shreya Sian Siân Sibylle Sigrid Silke Silvia Simone Sinéad Siobhan Siobhán Sissel Sita Slavica Snežana Sofia Sofía Solange Soledad
Solveig Sonia Sonja Sonya Sophia Sophie Soraya Stefania Steffi Stella Stephanie Stéphanie Sue Suki Sunita Susan Susana Susanna Susanne Suzanne Svetlana
Sylvia Sylvie Tabea Tabitha Tamara Tania Tanja Tara Tatiana Tatjana Tatyana Tereza Teresa Thandiwe Thea Theresa Therese Thérèse Theodora Tiffany Tina
Tiina Tomoko Tove Tracy Trine Trudy Tuula Ulrike Ursula Uschi Valentina Valeria Valérie Valerie Vanessa Vera Verena Veronica Veronika Véronique Vesna Victoria
Viktoria Viola Violeta Violet Virginia Virginie Vivian Vivien Wanda Wangari Wendy Wilhelmina Willemijn Wilma Xiomara Ximena Yasmin Yasmine Yelena Yevgenia Yoko Yolanda
Yolande Yuki Yuko Yukiko Yuliya Yulia Yumi Yumiko Yvette Yvonne Zainab Zdenka Zeynep Zhanna Zita Zofia Zoe Zoé Zsófia Zuzana Zuzanna Žofia
Solène Aino Päivi Riitta Marjatta Kirsi Satu Ayumi Nomvula Nomsa Thembi Lindiwe Zanele Ngozi Chioma Adaeze Folake Funmilayo Abena Akosua Ama Efua Esi Wanjiku
Wairimu Njeri Achieng Lakshmi Kavita Sushma Shobhana Sulochana Meenakshi Parvati Radhika Rekha Sarita Savita Shanti Usha Vandana Nilufar Nilofar Parisa Maryam Shirin
Azadeh Farzaneh Leyla Nergis Nurgül Gülsüm Hülya Meral Özlem Sevgi Tuğba Zehra Siti Nurul Dewi Sri Putri Wulan Ratna`
	moreMale = `
Aaron Abdul Abdullah Abdulrahman Abel Abraham Achim Adalbert Adam Adolf Adrian Adriano Ahmad Ahmed Alan Alastair Albert Alberto Albrecht Aldo Alec Alejandro
Aleksander Aleksandr Alessandro Alexander Alexandre Alexei Aleksei Alfonso Alfred Alfredo Ali Alistair Allan Allen Alojz Alois Álvaro Alvaro Amadou Amir Amit Anand Anatoly
Anders Andreas Andrei Andrés Andrew Andrey Andrzej Andy Angus Anil Anthony Antoine Anton Antonio António Antônio Anwar Archibald Ari Armand Armando Arnaud Arne Arnold
Arthur Arturo Arvid Arvind Ashok Asif Attila August Augustin Augusto Aurelio Axel Aziz Baltasar Baptiste Barnaby Barry Bart Bartosz Bashir Bastian Ben Benedict Benedikt Bengt
Benjamin Benoît Bernard Bernardo Bernd Bernhard Bert Bertrand Bilal Bill Björn Bjørn Bjarne Bob Bogdan Boris Bradley Bram Brendan Brett Brian Bruce Bruno Bryan Burkhard Callum Carl
Carlos Carsten Casper Cedric Cédric Cesar César Charles Chaim Christian Christof Christoph Christophe Christopher Cillian Claus Clemens Clément Clifford Clive Colin Colm Conor
Connor Conrad Constantin Corrado Craig Curtis Cyril Cyrus Damian Damien Dan Daniel Daniele Daniil Danilo Dario Darren Daryl Dave David Davide Declan Deepak Denis Dennis
Derek Dermot Desmond Detlef Diego Dieter Dietmar Dietrich Dimitri Dimitrios Dimitris Dirk Dmitri Dmitry Dominic Dominik Donal Donald Douglas Duarte Duncan Dušan Dwight Earl Eamon
Edgar Edmund Edoardo Eduard Eduardo Edward Edwin Egon Eirik Elias Elliott Emanuel Emanuele Emeka Emil Emilio Emmanuel Enda Enrico Enrique Enzo Erdem Eric Erich Erik Ernest
Ernesto Ernst Erwin Esteban Ethan Etienne Étienne Eugene Eugenio Evan Evgeny Ezekiel Fabian Fabien Fabio Fabrizio Faisal Farid Farhad Federico Felipe Felix Ferdinand Ferenc
Fergus Fernando Fidel Filip Filippo Finn Florian Florin Francesco Francisco Franco François Frank Franz Fred Frederic Frédéric Frederick Friedrich Fritz Gábor Gabriel Gareth
Gary Gaston Gavin Geert Geoffrey George Georges Georg Gérard Gerald Gerard Gerd Gerhard Gernot Gert Giacomo Gianluca Gianni Gilbert Gilles Giorgio Giorgos Giovanni Giulio Giuseppe
Glenn Gonzalo Gordon Goran Graeme Graham Grant Gregor Gregory Grigor Grigory Guido Guillaume Guillermo Gunnar Gunter Günter Günther Gustav Gustavo Guy György Håkan Hakan Hamid
Hamza Hans Harald Harold Harry Harvey Hasan Hassan Hector Héctor Heiko Heinrich Heinz Helge Helmut Hendrik Henri Henrik Henrique Henry Herbert Herman Hermann Hernán Hervé Hiroshi Horacio
Horst Howard Hubert Hugh Hugo Humberto Hussein Ian Ibrahim Igor Ignacio Ilya Imran Ingo Ingmar Ingolf Ioannis Isaac Ismail István Ivan Iván Ivar Ivo Jaap Jacek Jack Jacob Jacques
Jaime Jakob Jakub Jamal James Janez János Jared Jaroslav Jarosław Jason Javier Jeff Jeffrey Jens Jeremy Jérôme Jerome Jerry Jerzy Jim Jiří Joachim Joe Joel Joseph Johan Johann
Johannes John Jon Jonas Jonathan Jørgen Jörg Jorge José Josef Joshua Josip Juan Juha Jukka Julian Julien Julio Jürgen Jurgen Justin Kamal Karim Karl Karsten Kaspar Kazimierz Keith Ken Kenneth
Kenji Kevin Khalid Klaus Knut Konrad Konstantin Konstantinos Kostas Krishna Krzysztof Kurt Kwame Kyle Ladislav Lambert Lance Larry Lars Lasse László Laurence Laurent Lawrence Lech Leif Leo
Leon Leonard Leonardo Leonid Leopold Leszek Levi Lewis Liam Lionel Loïc Lorenz Lorenzo Lothar Louis Luc Lucas Luciano Ludovic Ludwig Luigi Luis Luís Lukas Lukáš Łukasz Luke Luther Maciej
Magnus Mahmoud Malcolm Malte Manfred Manuel Marc Marcel Marcelo Marcin Marco Marcos Marcus Marek Mario Mariusz Mark Marko Markus Martin Martín Massimo Mateusz Mathias Mathieu Mats Matteo Matthew
Matthias Matthieu Maurice Mauricio Mauro Max Maxim Maximilian Maxime Mehmet Mehdi Michael Michal Michał Michel Miguel Mihai Mikael Mike Mikhail Mikko Milan Miles Miloš Miroslav Mohamed
Mohammad Mohammed Mohan Mohsen Moritz Morten Moses Muhammad Murray Mustafa Nathan Nathaniel Naveen Neil Nelson Niall Nicholas Nick Nicolas Nicolás Niels Nigel Nikhil Nikolai
Nikola Nikolaos Nils Noah Norbert Norman Octavio Odd Oddvar Olaf Olav Ole Oleg Oliver Olivier Omar Onno Oscar Oskar Oswald Ottavio Otto Owen Pablo Pankaj Paolo Pascal Patrick
Patrik Paul Paulo Paweł Pavel Pedro Pekka Per Perry Peter Péter Petr Petros Phil Philip Philipp Philippe Pierre Pieter Piet Piotr Prakash Pranav Predrag Quentin Rafael Rafał Raghav Ragnar Rahul
Raimund Rainer Raj Rajesh Rajiv Rajan Ralf Ralph Ramesh Ramón Randall Raoul Raphael Rashid Raúl Ravi Ray Raymond Reinhard Reinhold Rémi Remo Renato Ricardo Riccardo Richard Rob Robert Roberto
Rodney Rodrigo Roger Rohan Roland Rolf Roman Romain Ronald Rory Ross Roy Ruben Rubén Rudolf Rudolph Rupert Russell Rüdiger Ryan Said Salah Salim Salvador Salvatore Sami Samir Samuel Sandro Sanjay
Santiago Saul Scott Sean Seán Sebastian Sebastián Sébastien Serge Sergei Sergey Sergio Seth Severin Shane Siddharth Siegfried Sigmund Sigurd Silvio Simon Slobodan Sören Søren
Spencer Stanisław Stanislav Stanley Stavros Stefan Stefano Stelios Sten Stephan Stephen Sterling Steve Steven Stewart Stig Stuart Subhash Sultan Sunil Suresh Sven Svein Sylvain Tadeusz Tapani
Tariq Taras Ted Temur Terence Teodor Thabo Theo Theodore Thibault Thierry Thomas Thor Thorsten Tiago Till Tim Timo Timothy Tobias Todd Tom Tomas Tomás Tomáš Tomasz Torsten Trevor
Tristan Tyler Uffe Ulf Ulrich Umberto Umar Uwe Václav Vadim Valentin Vasily Vasile Veikko Vernon Victor Vijay Viktor Vikram Vincent Vincenzo Vinod Virgil Vittorio Vivek Vlad
Vladimir Volker Volodymyr Walter Warren Wayne Werner Wesley Wilfried Wilhelm Willem William Winston Witold Wojciech Wolfgang Xavier Yannick Yannis Yann Yaroslav Yasser Yuri Yury Yusuf Yves Zachary
Zbigniew Zdeněk Željko Zoltán Zoran Kwabena Kofi Kwesi Yaw Chidi Chinedu Emeka Ikenna Obinna Oluwaseun Tunde Babatunde Sipho Themba Mandla Bongani Kiprono Mwangi Otieno Takashi Takeshi Kenta
Hiroki Daisuke Shinji Satoshi Kiyoshi Tadashi Minoru Yusuke Balbir Manmohan Narendra Mukesh Dinesh Ganesh Lalit Pradeep Sandeep Sudhir Farshid Reza Hossein Bahram Behrouz
Cem Murat Emre Burak Kemal Orhan Serkan Tarık Agus Bambang Budi Joko Wahyu`
)
