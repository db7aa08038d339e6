import { type Attribute, extend } from './attribute.ts'
import { list, textOf, unique, wholeNumbers } from './list.ts'

/** Ports that are not published. The engine gets them as written, ranges and missing protocols included (2.40.3). */
export const expose: Attribute<readonly string[]> = extend(unique(wholeNumbers(list()), textOf), {
  translate: (value, { body }) => {
    body.ExposedPorts = { ...body.ExposedPorts, ...Object.fromEntries(value.map((port) => [port, {}])) }
  },
})
