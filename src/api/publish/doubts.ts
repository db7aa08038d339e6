import { parseDotenv } from '../../load/dotenv.ts'
import type { Project } from '../../model/project.ts'
import { masked } from '../../model/shown-value.ts'
import { createReport } from '../../source/diagnostic.ts'
import { sourceFile } from '../../source/file.ts'
import type { PublishedFile } from './files.ts'
import { kindOfSensitive, type Sensitive, sensitiveIn } from './sensitive.ts'

/** What the user is asked before a project goes to where others read it, in the words of docker compose 2.40.3; values that look secret are left out. */
export function doubts(
  project: Project,
  files: readonly PublishedFile[],
  environment: 'send' | 'keep',
): readonly string[] {
  return [
    ...question(mounts, mountLines(project), 'bind mount declarations'),
    ...question(
      sensitive,
      sensitiveOf(files).flatMap(({ kind, key }) => [kind, `${JSON.stringify(key)}: ${masked}`]),
      'sensitive data',
    ),
    ...(environment === 'send' ? question(variables, variableLines(project), 'environment variables') : []),
  ]
}

/** Why a project is not published without `--with-env`; undefined where it has no variables. In docker compose's words. */
export function withheld(project: Project, files: readonly PublishedFile[]): string | undefined {
  const envFiles = new Set(files.flatMap(({ documents }) => documents.flatMap(servicesWithEnvFile)))
  const lines = [...project.services.values()].flatMap(({ name, environment }) => [
    ...(envFiles.has(name) ? [`service ${JSON.stringify(name)} has env_file declared.`] : []),
    ...((environment?.size ?? 0) > 0 ? [`service ${JSON.stringify(name)} has environment variable(s) declared.`] : []),
  ])
  if (lines.length === 0) return undefined
  const remedy = [
    'To avoid leaking sensitive data, you must either explicitly allow the sending of environment variables by using the --with-env flag,',
    'or remove sensitive data from your Compose configuration',
  ]
  return [...lines, ...remedy].join('\n')
}

const mounts = [
  'you are about to publish bind mounts declaration within your OCI artifact.',
  'only the bind mount declarations will be added to the OCI artifact (not content)',
  "please double check that you are not mounting potential user's sensitive directories or data",
]
const sensitive = [
  'you are about to publish sensitive data within your OCI artifact.',
  'please double check that you are not leaking sensitive data',
]
const variables = [
  'you are about to publish environment variables within your OCI artifact.',
  'please double check that you are not leaking sensitive data',
]

function question(preamble: readonly string[], lines: readonly string[], what: string): readonly string[] {
  const these = what === 'sensitive data' ? 'this' : 'these'
  return lines.length === 0 ? [] : [[...preamble, ...lines, `Are you ok to publish ${these} ${what}?`].join('\n')]
}

function mountLines({ services }: Project): readonly string[] {
  return [...services.values()].flatMap(({ name, volumes = [] }) => {
    const binds = volumes.filter(({ type }) => type === 'bind')
    if (binds.length === 0) return []
    return [
      name,
      ...binds.map(({ source = '', target = '', read_only: ro }) => `${source}:${target}:${ro === true ? 'ro' : 'rw'}`),
    ]
  })
}

function sensitiveOf(files: readonly PublishedFile[]): readonly Sensitive[] {
  return files.flatMap(({ role, path, text, documents }) => {
    if (role !== 'env') return documents.flatMap((document) => sensitiveIn(document))
    const read = parseDotenv(sourceFile(path, text), (_, own) => own, createReport())
    return [...read].flatMap(([key, value]) => {
      const kind = kindOfSensitive(key, value)
      return kind === undefined ? [] : [{ key, kind }]
    })
  })
}

function variableLines({ services }: Project): readonly string[] {
  return [...services.values()].flatMap(({ name, environment }) => {
    const shown = [...(environment ?? [])].map(([key, value]) => variable(key, value ?? undefined))
    return shown.length === 0 ? [] : [`Service/Config  ${name}`, ...shown]
  })
}

function variable(key: string, value: string | undefined): string {
  if (value === undefined) return key
  return `${key}=${kindOfSensitive(key, value) === undefined ? value : masked}`
}

function servicesWithEnvFile(document: PublishedFile['documents'][number]): readonly string[] {
  const services = document.kind === 'map' ? document.entries.get('services')?.node : undefined
  if (services?.kind !== 'map') return []
  return [...services.entries].flatMap(([name, { node }]) =>
    node.kind === 'map' && node.entries.has('env_file') ? [name] : [],
  )
}
