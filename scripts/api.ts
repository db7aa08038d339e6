// `npm run api`: the comments of what the package exports -> schema/API.md.
import { writeFile } from 'node:fs/promises'
import { apiDocument, apiPath } from './api-document.ts'

await writeFile(apiPath, apiDocument())
