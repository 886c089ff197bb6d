// Parse a file of Cypher with Neo4j's own grammar.
// usage: cypher.mjs NODE_FOLDER FILE    where @neo4j-cypher/language-support is installed in NODE_FOLDER
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const require = createRequire(join(resolve(process.argv[2]), 'package.json'));
const { lintCypherQuery, parseStatementsStrs } = require('@neo4j-cypher/language-support');

// A statement a line; nothing that a name holds ends a line.
const lines = readFileSync(process.argv[3], 'utf8').split('\n').slice(0, -1);
let errors = 0, statements = 0;
for (const line of lines) {
  statements += parseStatementsStrs(line).filter((s) => s.trim() !== '').length;
  const wrong = lintCypherQuery(line, {}).diagnostics.filter((d) => d.severity === 1);
  errors += wrong.length;
  for (const d of wrong.slice(0, 3)) console.log(`${d.message}: ${line}`);
}
console.log(`cypher   Neo4j's parser: ${lines.length} lines, ${statements} statements, ${errors} errors`);
process.exit(errors > 0 || statements !== lines.length ? 1 : 0);
