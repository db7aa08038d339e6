import { type Attribute, attribute } from '../kinds/attribute.ts'

/** In the schema of the specification only: docker compose 2.40.3 accepts it, neither uses nor prints it. */
export const pullRefreshAfter: Attribute<never> = attribute<never>({ parse: () => undefined, print: (value) => value })
