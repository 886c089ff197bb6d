"""Training of clew's extractor: from annotated articles to the weights that the Go engine reads.

The data goes one way: a corpus reader (`corpora`) makes `Passage` values (`passage`), `windows` cuts them to
what the encoder sees at once, `batch` turns windows into tensors, `model` scores them, `training` lowers the
loss, `decode` and `entities` turn scores into statements, `scoring` counts them as the scorer does, `calibrate`
folds temperature into the last layer, `export` writes the folder that ships. `cli` strings these together.
"""
