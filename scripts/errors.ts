// `npm run errors`: src/source/explanations -> schema/ERRORS.md and schema/LINT.md.
import { writeFile } from 'node:fs/promises'
import { errorsDocument } from './errors-document.ts'
import { lintDocument } from './lint-document.ts'

await writeFile('schema/ERRORS.md', errorsDocument())
await writeFile('schema/LINT.md', lintDocument())
