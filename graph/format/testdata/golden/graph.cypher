CREATE CONSTRAINT clew_entity IF NOT EXISTS FOR (e:Entity) REQUIRE e.id IS UNIQUE;
MERGE (e:Entity {id: 'institution/b'}) SET e:`Institution`, e.name = '=B', e.aliases = [];
MERGE (e:Entity {id: 'person/a'}) SET e:`Person`, e.name = 'A', e.aliases = ['b|'], e.`id_k` = '=v';
MATCH (s:Entity {id: 'person/a'}), (o:Entity {id: 'institution/b'}) MERGE (s)-[r:`worksFor`]->(o) SET r.confidence = 0.5, r.past = false, r.from = '2010-02', r.to = '', r.sources = 1, r.articles = ['x'], r.quote = 'ab';
