// For `node --import`: what a run from the sources needs generated first.
import { generateValidator } from './validator.ts'

await generateValidator()
