import { dirname, normalize } from 'node:path'
import { config } from '../../src/api/config.ts'
import type { LoadWorld } from '../../src/load/options.ts'
import { ComposeError } from '../../src/source/diagnostic.ts'
import { byPlace, formatDiagnostic } from '../../src/source/frame.ts'

/** `wrong`: a crash, a hang, a position outside of its file, or a `config` that does not read as itself. */
export type Outcome =
  | { readonly kind: 'ok' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'wrong'; readonly why: string }

const folder = '/p'

/** Milliseconds of processor time; another program may take the processor at any time. */
const longest = 1000

/** Reads the project as `config` does, and what was printed once more. */
export async function outcome(files: Readonly<Record<string, string>>): Promise<Outcome> {
  const began = process.cpuUsage()
  try {
    const text = await printed(files, {})
    const again = await printed({ 'compose.yaml': text }, {})
    if (!isSame(text, again)) return wrong(`config of config differs: ${firstDifference(text, again)}`)
  } catch (error) {
    if (!(error instanceof ComposeError)) return wrong((error as Error).stack ?? String(error))
    const misplaced = misplacedIn(error)
    if (misplaced !== undefined) return wrong(misplaced)
    return inTime(began) ?? { kind: 'refused' }
  }
  return inTime(began) ?? { kind: 'ok' }
}

/** Whether both are the same, but for what docker compose 2.40.3 does not read as it prints it either. */
function isSame(text: string, again: string): boolean {
  if (text === again) return true
  // Line separators are printed raw, and dollars of keys are doubled though nothing halves them again.
  if (/[\u0085\u2028\u2029]/.test(text) || /^ *(\? |- )?['"]?[^\s:]*\$\$/m.test(text)) return true
  // An empty `network_mode`, `dockerfile_inline` or `build` is not printed, so that the default applies the next time.
  return withoutDefaults(text) === withoutDefaults(again)
}

function withoutDefaults(text: string): string {
  const implied = /^ +dockerfile: Dockerfile$|^ +context: \/p$|^ *networks:$|^ +default:( null)?$|^ +name: \w+_default$/
  return text
    .split('\n')
    .filter((line) => !implied.test(line))
    .join('\n')
}

function wrong(why: string): Outcome {
  return { kind: 'wrong', why }
}

function inTime(began: NodeJS.CpuUsage): Outcome | undefined {
  const { user, system } = process.cpuUsage(began)
  const ms = (user + system) / 1000
  return ms > longest ? wrong(`took ${ms.toFixed(0)} ms`) : undefined
}

async function printed(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const options = { files: [], envFiles: [], profiles: ['*'], allResources: true, compatibility: false }
  const view = { services: [], view: 'model', format: 'yaml' } as const
  const { text, warnings } = await config({ ...options, ...view }, worldOf(files, env))
  for (const warning of warnings) formatDiagnostic(warning, { cwd: folder })
  return text
}

/** What `config` prints is absolute, and so are the paths that are asked for. */
function worldOf(files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>>): LoadWorld {
  const texts = new Map(Object.entries(files).map(([path, text]) => [normalize(`${folder}/${path}`), text]))
  const folders = new Set<string>()
  for (const path of texts.keys()) for (let at = dirname(path); at !== '/'; at = dirname(at)) folders.add(at)
  return {
    cwd: folder,
    home: '/home/me',
    env: new Map(Object.entries(env)),
    readFile: async (path) => {
      const text = texts.get(normalize(path))
      if (text !== undefined) return text
      const code = folders.has(normalize(path)) ? 'EISDIR' : 'ENOENT'
      throw Object.assign(new Error(`${code}: ${path}`), { code })
    },
    exists: async (path) => texts.has(normalize(path)) || folders.has(normalize(path)),
  }
}

function misplacedIn({ diagnostics }: ComposeError): string | undefined {
  if (!diagnostics.some((it) => it.severity === 'error')) return 'a ComposeError without an error'
  for (const it of byPlace(diagnostics)) {
    formatDiagnostic(it, { cwd: folder })
    const { at } = it
    if (at === undefined) continue
    if (at.start < 0 || at.end < at.start || at.end > at.file.text.length + 1) {
      return `${it.message}: stands at ${at.start}-${at.end} of ${at.file.text.length}`
    }
  }
  return undefined
}

function firstDifference(one: string, other: string): string {
  const [left, right] = [one.split('\n'), other.split('\n')]
  const at = left.findIndex((line, index) => line !== right[index])
  return `line ${at + 1}: ${JSON.stringify(left[at])} and then ${JSON.stringify(right[at])}`
}
