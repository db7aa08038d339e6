import { basename } from 'node:path'
import type { OutputFile } from 'esbuild'

/** As esbuild writes them when it minifies: at the start of a statement, on no line of their own. */
const imported = /(?<=^|[;}\n])import(?:(?<names>[^"'`()=;]*?)from)?"(?<from>[^"]+)";/g
const exported = /export\{(?<names>[^{}]*)\};\n*$/
const dynamic = /\bimport\("(?<from>[^"]+)"\)/g

export interface Packed {
  /** What bin/muster runs: the everyday chunks, and the way to the others. */
  readonly main: string
  /** The other chunks. `main` asks for them as `./rest.cjs`. */
  readonly rest: string
}

/**
 * The chunks of a split ES module bundle as two scripts that bin/muster can run. Each chunk is a function, called when it is
 * first imported: V8 keeps no code, not even the names, of what a command does not reach. Throws on what it does not know.
 */
export function pack(chunks: readonly OutputFile[], entry: string, isEveryday: (path: string) => boolean): Packed {
  const { everyday = [], others = [] } = Object.groupBy(chunks, ({ path }) =>
    isEveryday(path) ? 'everyday' : 'others',
  )
  const main = `"use strict";
var chunks=${asObject(everyday)},loaded={};
function load(name){return loaded[name]||(loaded[name]=(chunks[name]||require("./rest.cjs")[name])(load,require))}
module.exports=load(${JSON.stringify(entry)});
`
  return { main, rest: `"use strict";\nmodule.exports=${asObject(others)};\n` }
}

function asObject(chunks: readonly OutputFile[]): string {
  return `{${chunks.map(({ path, text }) => `${JSON.stringify(nameOf(path))}:${asFunction(text, path)}`).join(',\n')}}`
}

function nameOf(path: string): string {
  return basename(path, '.js')
}

function asFunction(text: string, path: string): string {
  const last = exported.exec(text)
  const imports = [...text.matchAll(imported)].map(({ groups }) =>
    importOf(groups?.['names']?.trim(), groups?.['from'] ?? ''),
  )
  const body = (last === null ? text : text.slice(0, last.index))
    .replaceAll(imported, '')
    .replaceAll(dynamic, (_, from: string) => `Promise.resolve().then(()=>${sourceOf(from)})`)
  const wrong = /(^|[;}\n])(import|export)\b[^(.]/.exec(body)
  if (wrong !== null) throw new Error(`${path}: cannot pack ${body.slice(wrong.index, wrong.index + 80)}`)
  return `function(load,require){${imports.join('')}${body}\nreturn{${pairs(last?.groups?.['names'] ?? '', 'export')}}}`
}

function importOf(names: string | undefined, from: string): string {
  const source = sourceOf(from)
  // Our modules do nothing when they are loaded.
  if (names === undefined) return chunkIn(from) === undefined ? `${source};` : ''
  const { star, one, many } =
    /^(?:\*as (?<star>\S+)|(?<one>[^{,*\s]+)?,?(?:\{(?<many>[^}]*)\})?)$/.exec(names)?.groups ?? {}
  if (star !== undefined) return `const ${star}=${source};`
  // What is imported is not ours but an engine.cjs or a module of Node: `default` is all of it.
  const whole = one === undefined ? '' : `const ${one}=${source};`
  return many === undefined ? whole : `${whole}const{${pairs(many, 'import')}}=${source};`
}

function sourceOf(from: string): string {
  const chunk = chunkIn(from)
  return chunk === undefined ? `require(${JSON.stringify(from)})` : `load(${JSON.stringify(chunk)})`
}

function chunkIn(from: string): string | undefined {
  return /^\.\/([\w-]+)\.js$/.exec(from)?.[1]
}

/** `a as b,c` as `a:b,c`, or as `b:a,c` for exports. */
function pairs(list: string, of: 'import' | 'export'): string {
  return list
    .split(',')
    .map((each) => {
      const [name = '', other = name] = each.trim().split(/\s+as\s+/)
      return name === other ? name : of === 'import' ? `${name}:${other}` : `${other}:${name}`
    })
    .join(',')
}
