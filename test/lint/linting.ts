import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { lint, type LintResult } from '../../src/api/lint.ts'
import { loadWorld } from '../../src/api/world/load-world.ts'
import { codeOf } from '../../src/source/codes.ts'
import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { lineColumn } from '../../src/source/file.ts'

/** Texts by their paths in the project's folder. A Dockerfile without a compose file is built by the service `app`. */
export type Files = Readonly<Record<string, string>>

export interface Asked {
  readonly services?: readonly string[]
  readonly rules?: readonly string[]
  readonly ignore?: readonly string[]
}

/** What `lint` says of the files, `L003 compose.yaml:3:12` each, in its order. */
export async function findingsIn(files: Files, asked: Asked = {}): Promise<readonly string[]> {
  return await lintFiles(files, asked, shown)
}

/** The remedy of each, in its order. */
export async function remediesIn(files: Files): Promise<readonly string[]> {
  return await lintFiles(files, {}, ({ fix }) => fix ?? '')
}

async function lintFiles(
  files: Files,
  asked: Asked,
  show: (finding: Diagnostic, folder: string) => string,
): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-lint-'))
  try {
    for (const [path, text] of Object.entries({ 'compose.yaml': builds, ...files })) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    const { findings } = await lintFolder(folder, asked)
    return findings.map((finding) => show(finding, folder))
  } finally {
    await rm(folder, { recursive: true })
  }
}

const builds = 'services:\n  app:\n    build: .\n'

/** Runs `lint` in a folder. */
export async function lintFolder(
  cwd: string,
  { services = [], rules = [], ignore = [] }: Asked = {},
): Promise<LintResult> {
  const chosen = { services, rules, ignore }
  const options = { files: [], envFiles: [], profiles: [], allResources: false, compatibility: false, ...chosen }
  return await lint(options, loadWorld({ cwd, home: cwd, env: new Map(), pipes: { read: new Map() } }))
}

function shown({ kind, severity, at }: Diagnostic, folder: string): string {
  const { line, column } = at === undefined ? { line: 0, column: 0 } : lineColumn(at.file, at.start)
  return `${codeOf(kind, severity)} ${relative(folder, at?.file.path ?? '')}:${line}:${column}`
}
