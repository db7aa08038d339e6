// `npm run dev -- ARGS`: muster straight from the sources, in the directory that npm was called in.
import { generateValidator } from './validator.ts'

await generateValidator()
process.chdir(process.env['INIT_CWD'] ?? '.')
const { main } = await import('../src/cli/main.ts')
await main(process.argv.slice(2))
