// alex in its own environment: the same as contestant.py, for the one peer that is not Python. Run as: node contestant.mjs FOLDER job.json
import {readFileSync} from 'node:fs'
import {createInterface} from 'node:readline'
import {pathToFileURL} from 'node:url'

const [folder, job] = process.argv.slice(2)
const {text} = await import(pathToFileURL(`${folder}/node_modules/alex/index.js`))
const {notes, proof} = JSON.parse(readFileSync(job, 'utf8'))
const check = (note) => text(note).messages.length
if (!check(proof)) {
  console.error('finds nothing where it should, so its speed says nothing')
  process.exit(1)
}
for await (const _ of createInterface({input: process.stdin})) {
  const begun = process.cpuUsage()
  const found = notes.map(check).reduce((sum, each) => sum + each, 0)
  const {user, system} = process.cpuUsage(begun)
  console.log(JSON.stringify({seconds: (user + system) / 1e6, found}))
}
