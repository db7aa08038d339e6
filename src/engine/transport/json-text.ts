/** Node has it since version 21, the types of TypeScript not yet. */
const { rawJSON } = JSON as JSON & { readonly rawJSON: (text: string) => unknown }

/** JSON for the engine, in which whole numbers beyond 2^53 keep their digits. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? rawJSON(item.toString()) : item))
}
