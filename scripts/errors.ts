// `npm run errors`: src/source/explanations -> schema/ERRORS.md.
import { writeFile } from 'node:fs/promises'
import { errorsDocument } from './errors-document.ts'

await writeFile('schema/ERRORS.md', errorsDocument())
