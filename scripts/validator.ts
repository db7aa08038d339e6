import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'

const schemaFile = 'schema/compose.schema.json'
const output = 'src/generated/validate.js'
const declaration = 'src/generated/validate.d.ts'

const types = `import type { ErrorObject } from 'ajv'

/** Checks plain data against schema/compose.schema.json; the findings of the last call are in \`errors\`. */
export declare const validate: ((data: unknown) => boolean) & { errors?: ErrorObject[] | null }
`

/**
 * Compiles schema/compose.schema.json to src/generated/validate.js, one ES module without imports,
 * so that nothing is compiled when muster starts. Does nothing when the module is current.
 */
export async function generateValidator(): Promise<void> {
  if (!existsSync(schemaFile)) return
  const schema = await readFile(schemaFile, 'utf8')
  const self = await readFile(new URL(import.meta.url), 'utf8')
  const stamp = `// ${createHash('sha256').update(schema).update(self).digest('hex')}\n`
  const present = existsSync(output) ? await readFile(output, 'utf8') : ''
  if (present.startsWith(stamp) && existsSync(declaration)) return
  await mkdir('src/generated', { recursive: true })
  await replaceFile(declaration, types)
  await replaceFile(output, stamp + (await compile(JSON.parse(schema))))
}

async function compile(schema: object): Promise<string> {
  const { Ajv } = await import('ajv')
  const { default: standaloneCode } = await import('ajv/dist/standalone/index.js')
  const { build } = await import('esbuild')
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    validateFormats: false,
    logger: false,
    // src/load/check.ts reads the allowed keys of the schema that refused a value, and words its own messages.
    verbose: true,
    messages: false,
    inlineRefs: false,
    code: { source: true, esm: true },
  })
  ajv.addSchema(withoutDescriptions(schema), 'compose')
  const code = standaloneCode.default(ajv, { validate: 'compose' })
  // ajv's code requires two helpers of its runtime: bundle them in.
  const bundled = await build({
    stdin: { contents: withoutUnread(code), resolveDir: process.cwd(), loader: 'js' },
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
  const [file] = bundled.outputFiles
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
