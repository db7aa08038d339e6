import { createHash } from 'node:crypto'
import { isAbsolute } from 'node:path'
import { isRemoteContext } from '../../attributes/service/build.ts'
import type { BuildSpec } from '../../plan/step.ts'
import { readReference } from '../reference.ts'
import { changedPaths, type ContextState, contextState } from './context-state.ts'
import { dockerfileAndRules } from './context.ts'

/** What an image was built from. */
export interface BuildInputs {
  readonly dockerfile: string
  /** Digests of the arguments, by name: a value may be a secret. */
  readonly args: Readonly<Record<string, string>>
  /** Of everything else in `build:` that decides what is built. */
  readonly settings: string
  /** Ids of the images that it starts from, as far as the engine has them. */
  readonly bases: Readonly<Record<string, string>>
  /** Files by folder: the context, and each further one. */
  readonly folders: Readonly<Record<string, ContextState>>
}

/** Ids of images that the engine has, by reference. */
export type FindImages = (references: readonly string[]) => Promise<ReadonlyMap<string, { readonly id: string }>>

/** How the inputs of a build are read. */
export interface Reading {
  readonly find: FindImages
  /** The inputs of an earlier look: files that look the same are not read again. */
  readonly known: BuildInputs | undefined
  /** Keeps digests of short values from being guessed. */
  readonly salt: string
}

/** Reads what an image would be built from now. Undefined for what comes from elsewhere; rejects for what cannot be read. */
export async function buildInputs(build: BuildSpec, { find, known, salt }: Reading): Promise<BuildInputs | undefined> {
  if (isRemoteContext(build.context)) return undefined
  const { text, ignore, rules } = await dockerfileAndRules(build)
  const digest = (value: string): string =>
    createHash('sha256').update(`${salt}${value}`).digest('base64url').slice(0, 22)
  const folders: Record<string, ContextState> = {}
  folders[build.context] = readsContext(text)
    ? contextState(build.context, ignore, known?.folders[build.context] ?? {})
    : {}
  for (const value of build.contexts?.values() ?? [])
    if (typeof value === 'string' && isAbsolute(value))
      folders[value] = contextState(value, await rules(value), known?.folders[value] ?? {})
  return {
    dockerfile: digest(text),
    args: Object.fromEntries([...build.args].map(([key, value]) => [key, digest(value ?? '')])),
    settings: digest(JSON.stringify(settingsOf(build))),
    bases: Object.fromEntries([...(await find(basesOf(text, build)))].map(([name, { id }]) => [name, id])),
    folders,
  }
}

/** Whether a step can see files of the context at all. */
export function readsContext(dockerfile: string): boolean {
  return /^\s*(ONBUILD\s+)?(COPY|ADD)\b|--mount=/im.test(dockerfile)
}

function settingsOf(build: BuildSpec): unknown {
  const { target, network, platform, platforms, extraHosts, shmSize, ulimits, privileged, isolation } = build
  const labels = [...build.labels].filter(([name]) => !name.startsWith('com.docker.compose.'))
  const contexts = [...(build.contexts ?? [])].map(([name, value]) => [
    name,
    typeof value === 'string' ? value : value.name,
  ])
  const secrets = build.secrets?.map(({ id }) => id)
  return [
    target,
    network,
    platform,
    platforms,
    extraHosts,
    shmSize,
    ulimits,
    privileged,
    isolation,
    labels,
    contexts,
    secrets,
  ]
}

/** Stages are no images, and what a variable names is not known. */
export function basesOf(dockerfile: string, build: Pick<BuildSpec, 'contexts'>): readonly string[] {
  const lines = [...dockerfile.matchAll(/^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/gim)]
  const names = new Set([...lines.flatMap(([, , stage]) => stage ?? []), ...(build.contexts?.keys() ?? []), 'scratch'])
  const images = lines.flatMap(([, base = '']) => (names.has(base) || base.includes('$') ? [] : [base]))
  const contexts = [...(build.contexts?.values() ?? [])].flatMap((value) => {
    return typeof value === 'string' ? (/^docker-image:\/\/(.*)$/.exec(value)?.[1] ?? []) : value.name
  })
  return [...new Set([...images, ...contexts])].filter((reference) => readReference(reference) !== undefined)
}

/** What changed, in words; empty when nothing did. */
export function changesOf(before: BuildInputs, after: BuildInputs): readonly string[] {
  const args = [...new Set([...Object.keys(before.args), ...Object.keys(after.args)])]
  const bases = Object.keys(after.bases).filter(
    (name) => (before.bases[name] ?? after.bases[name]) !== after.bases[name],
  )
  const folders = [...new Set([...Object.keys(before.folders), ...Object.keys(after.folders)])]
  const paths = folders.flatMap((folder) => changedPaths(before.folders[folder] ?? {}, after.folders[folder] ?? {}))
  const isOther = before.dockerfile !== after.dockerfile
  // The same name may stand in several folders, and the Dockerfile's own name is told already.
  const files = [...new Set(paths)].filter((path) => !(isOther && path === 'Dockerfile'))
  const more = files.length - shownPaths
  return [
    ...(isOther ? ['Dockerfile'] : []),
    ...args.filter((name) => before.args[name] !== after.args[name]).map((name) => `argument ${name}`),
    ...(before.settings === after.settings ? [] : ['build settings']),
    ...bases.map((name) => `base image ${name}`),
    ...files.slice(0, shownPaths),
    ...(more > 0 ? [`${more} more ${more === 1 ? 'file' : 'files'}`] : []),
  ]
}

const shownPaths = 3
