import type { Attribute } from '../kinds/attribute.ts'
import { namedMap } from '../kinds/named-map.ts'
import { record } from '../kinds/record.ts'
import { string } from '../kinds/scalars.ts'

/** How a service learns about a model: the names of two variables. */
export interface ServiceModel {
  readonly endpoint_var?: string
  readonly model_var?: string
}

/** AI models that a service uses, by the keys of the top level; null leaves the names of the variables to docker compose. */
export const models: Attribute<ReadonlyMap<string, ServiceModel | null>> = namedMap<ServiceModel>(
  record({ endpoint_var: string(), model_var: string() }),
)
