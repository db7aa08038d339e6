export default async () => await globalThis.stack?.[Symbol.asyncDispose]()
