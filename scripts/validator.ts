import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'

const schemaFile = 'schema/compose.schema.json'
const outputs = {
  'src/generated/validate.js': explaining,
  'src/generated/accepts.js': yesOrNo,
}

const declarations = {
  'src/generated/validate.d.ts': `import type { ErrorObject } from 'ajv'

/** Checks plain data against schema/compose.schema.json; the findings of the last call are in \`errors\`. */
export declare const validate: ((data: unknown) => boolean) & { errors?: ErrorObject[] | null }
`,
  'src/generated/accepts.d.ts': `/** Whether \`validate\` finds nothing; a quarter of its size. */
export declare const accepts: (data: unknown) => boolean
`,
}

/**
 * Compiles schema/compose.schema.json to ES modules without imports, so that nothing is compiled when muster starts: one
 * that says what is wrong, and one that only says whether something is. Does nothing when they are current.
 */
export async function generateValidator(): Promise<void> {
  if (!existsSync(schemaFile)) return
  const schema = await readFile(schemaFile, 'utf8')
  const self = await readFile(new URL(import.meta.url), 'utf8')
  const stamp = `// ${createHash('sha256').update(schema).update(self).digest('hex')}\n`
  await mkdir('src/generated', { recursive: true })
  for (const [declaration, text] of Object.entries(declarations)) await replaceFile(declaration, text)
  for (const [output, codeOf] of Object.entries(outputs)) {
    const present = existsSync(output) ? await readFile(output, 'utf8') : ''
    if (!present.startsWith(stamp)) await replaceFile(output, stamp + (await bundled(await codeOf(JSON.parse(schema)))))
  }
}

/** The validator with all errors, each with the part of the schema that refused the value. */
async function explaining(schema: object): Promise<string> {
  // src/load/check.ts reads the allowed keys of that part, and words its own messages.
  return withoutUnread(await compile(schema, { allErrors: true, verbose: true }))
}

/** The validator without any error: what it would say is taken out, and with it nearly all of the schema. */
async function yesOrNo(schema: object): Promise<string> {
  const code = (await compile(schema, { allErrors: false, verbose: false }))
    .replaceAll(/validate\d+\.errors = \[\{instancePath.*?\}\];return false;/g, 'return false;')
    .replaceAll(/\{vErrors = vErrors === null \? .*?;errors = vErrors\.length;\}/g, '{return false;}')
    .replaceAll(/validate\d+\.errors = vErrors;/g, '')
    .replaceAll(/, \{instancePath(=""|:instancePath).*?rootData(=data)?\}(=\{\})?\)/g, ')')
    .replace('export const validate =', 'export const accepts =')
  const short = withKeySets(withoutCounting(code))
  const left = /instancePath|errors|params:|valid\d+ =|(?<!const )schema\d/i.exec(short)
  if (left !== null) throw new Error(`ajv words its code in another way: ${short.slice(left.index, left.index + 100)}`)
  return short
}

/** Nothing is wrong as long as nothing was returned. */
function withoutCounting(code: string): string {
  return code
    .replaceAll(/let vErrors = null;|let errors = 0;|const _errs\d+ = errors;/g, '')
    .replaceAll(/_errs\d+ === errors|errors === (_errs\d+|0)/g, 'true')
    .replaceAll(/(var|let) valid\d+( = true)?;|if\(!valid\d+\)\{break;\}/g, '')
    .replaceAll(/if\(valid\d+\)/g, 'if(true)')
}

/** Sets of the keys where a whole schema would be kept for nothing but to ask for them. */
function withKeySets(code: string): string {
  const schemas = new Map(
    [...code.matchAll(/const (schema\d+) = (\{.*?\});(?=const |function |$)/g)].map(([, name = '', json = '']) => [
      name,
      json,
    ]),
  )
  const sets: string[] = []
  const asking = /func\d+\.call\((schema\d+)((?:\.\w+|\["[^"]*"\])+), (\w+)\)/g
  const rest = code.replaceAll(asking, (...[, name = '', path = '', key = '']: readonly string[]) => {
    const steps = [...path.matchAll(/\.(\w+)|\["([^"]*)"\]/g)].map(([, plain, quoted]) => plain ?? quoted ?? '')
    const found = steps.reduce<unknown>(
      (at, step) => (at as Record<string, unknown>)[step],
      JSON.parse(schemas.get(name) ?? ''),
    )
    sets.push(`const keys${sets.length} = new Set(${JSON.stringify(Object.keys(found as object))});`)
    return `keys${sets.length - 1}.has(${key})`
  })
  return `${rest}\n${sets.join('\n')}`
}

async function compile(
  schema: object,
  way: { readonly allErrors: boolean; readonly verbose: boolean },
): Promise<string> {
  const { Ajv } = await import('ajv')
  const { default: standaloneCode } = await import('ajv/dist/standalone/index.js')
  const ajv = new Ajv({
    ...way,
    strict: false,
    validateFormats: false,
    logger: false,
    messages: false,
    inlineRefs: false,
    code: { source: true, esm: true },
  })
  ajv.addSchema(withoutDescriptions(schema), 'compose')
  return standaloneCode.default(ajv, { validate: 'compose' })
}

/** ajv's code requires two helpers of its runtime. */
async function bundled(contents: string): Promise<string> {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd(), loader: 'js' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['main'],
    target: 'node22',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
  })
  const [file] = outputFiles
  if (file === undefined) throw new Error('esbuild wrote no validator')
  return file.text
}

/** What nobody reads of each error, which would be a fifth of the module. */
function withoutUnread(code: string): string {
  return code.replaceAll(/schemaPath:\s*"[^"]*",/g, '').replaceAll(/(?<=,)schema:[\w.$[\]"]+,(?=parentSchema)/g, '')
}

/** Descriptions are for editors; they would be a third of the module. */
function withoutDescriptions(schema: object): object {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key === 'description' && typeof value === 'string' ? undefined : value,
    ),
  )
}

/** Several runs may generate at once: a reader sees the old file or the new one, never half of one. */
async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}`
  await writeFile(draft, text)
  await rename(draft, path)
}
