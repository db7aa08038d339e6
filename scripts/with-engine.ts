// Makes sure of an engine and of images, runs a command with it, and stops what it started.
//
//   node scripts/with-engine.ts [--line 20|podman] [--images A,B] -- COMMAND...
//
// engine-session.ts says which engine it is.
import { parseArgs } from 'node:util'
import { Unavailable, withEngine } from './engine-session.ts'
import { started } from './started.ts'

const { values, positionals } = parseArgs({
  options: { line: { type: 'string' }, images: { type: 'string' } },
  allowPositionals: true,
})
const { line, images } = values
const wanted = {
  ...(line === undefined ? {} : { line }),
  ...(images === undefined ? {} : { images: images.split(',') }),
}
try {
  process.exitCode = await withEngine(wanted, async ({ env, under, signal }) => {
    const { code } = await started([...under, ...positionals], { env, signal, output: 'shown' })
    return code
  })
} catch (error) {
  if (!(error instanceof Unavailable)) throw error
  console.error(error.message)
  process.exitCode = 1
}
