import { generateValidator } from './validator.ts'

/** Tests import the sources, and those import the generated validator: make sure that it is there and current. */
export default async function setup(): Promise<void> {
  await generateValidator()
}
