import { mapping, type Node, type Seq, sequence, text } from '../../source/node.ts'
import { bytes } from '../grammar/bytes.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'
import { dictionary, openDictionary } from '../kinds/dictionary.ts'
import { listOf } from '../kinds/list-of.ts'
import { list, unique } from '../kinds/list.ts'
import { mergeNodes } from '../kinds/merge-nodes.ts'
import { eachEntry } from '../kinds/named-map.ts'
import { resolveOwnPath, rewrite } from '../kinds/path.ts'
import { withoutPayload } from '../kinds/payload.ts'
import { record } from '../kinds/record.ts'
import { flag, scalarText, string, type Whole } from '../kinds/scalars.ts'
import type { Scope } from '../kinds/scope.ts'
import { resolveBareKeys } from './environment.ts'
import { type Hosts, hosts } from './extra-hosts.ts'
import { type FileReference, fileReference } from './file-reference.ts'
import { ssh } from './ssh.ts'
import { limits, type Ulimit } from './ulimits.ts'

/** How an image is built, in the order of docker compose's struct. */
export interface Build {
  /** Absolute folder, or the address of a remote context. */
  readonly context?: string
  /** Relative to the context. */
  readonly dockerfile?: string
  readonly dockerfile_inline?: string
  readonly entitlements?: readonly string[]
  readonly args?: ReadonlyMap<string, string | null>
  readonly provenance?: string
  readonly sbom?: string
  /** Path of the key or socket by id; empty for the user's own agent. */
  readonly ssh?: ReadonlyMap<string, string>
  readonly labels?: ReadonlyMap<string, string>
  readonly cache_from?: readonly string[]
  readonly cache_to?: readonly string[]
  readonly no_cache?: true
  /** Stages whose steps run again; docker compose 2.40.3 does not know it. */
  readonly no_cache_filter?: readonly string[]
  readonly additional_contexts?: ReadonlyMap<string, string>
  readonly pull?: true
  readonly extra_hosts?: Hosts
  readonly isolation?: string
  readonly network?: string
  readonly target?: string
  readonly secrets?: readonly FileReference[]
  /** Bytes. */
  readonly shm_size?: Whole
  readonly tags?: readonly string[]
  readonly ulimits?: ReadonlyMap<string, Ulimit>
  readonly platforms?: readonly string[]
  readonly privileged?: true
}

const context = extend(string(), {
  canonical: (node, scope) => rewrite(node, scope, resolveContext),
  // Once more for the context `.` that normalisation adds.
  parse: (node, scope) => string().parse(rewrite(node, scope, resolveContext), scope),
})

/** A truth value is a text from the beginning (2.40.3). */
const attestation = extend(string(), {
  canonical: (node) =>
    node.kind === 'scalar' && typeof node.value === 'boolean'
      ? { ...node, ...text(String(node.value), node.at) }
      : node,
})

const additionalContexts = extend(dictionary(), {
  canonical: (node, scope) => {
    const located = (value: Node): Node => rewrite(value, scope, resolveContext)
    if (scope.unfilled && isOfNames(node)) return { ...node, items: node.items.map(located) }
    return eachEntry(dictionary().canonical(node, scope), scope, located)
  },
  merge: mergeNodes,
})

/** A list with a name that has no folder stays a list of paths while nobody knows what its variables hold (2.40.3). */
function isOfNames(node: Node): node is Seq {
  return node.kind === 'seq' && !node.items.every(hasValue)
}

/** A text is a list of one. */
const stages = extend(list(), {
  canonical: (node, scope) =>
    list().canonical(node.kind === 'scalar' && node.value !== null ? sequence([node], node.at) : node, scope),
})

const fields: Attribute<Build> = record({
  context,
  dockerfile: string(),
  dockerfile_inline: string(),
  entitlements: list(),
  args: openDictionary(),
  provenance: attestation,
  sbom: attestation,
  ssh,
  labels: dictionary(),
  cache_from: list(),
  cache_to: list(),
  no_cache: flag(),
  no_cache_filter: stages,
  additional_contexts: additionalContexts,
  pull: flag(),
  extra_hosts: hosts(),
  isolation: string(),
  network: string(),
  target: string(),
  secrets: listOf(fileReference),
  shm_size: bytes(),
  tags: unique(list()),
  // Unlike those of the container, limits of two files merge deeply (2.40.3).
  ulimits: extend(limits({ texts: 'refused' }), { merge: mergeNodes }),
  platforms: list(),
  privileged: flag(),
})

/** A text is the context. Without one the context is the project's folder. */
export const build: Attribute<Build> = extend(withoutPayload(fields), {
  canonical: (node, scope) => fields.canonical(longForm(node), scope),
  parse: (node, scope) => {
    const value = fields.parse(node, scope)
    const own = node.kind === 'map' && node.entries.has('context')
    return value && (own ? value : { context: scope.paths === 'keep' ? '.' : scope.directory, ...value })
  },
})

/** Build arguments with the values that `lookup` knows for keys without one; those that it does not know vanish (2.40.3). */
export function resolveBuildArgs(node: Node, lookup: (key: string) => string | undefined): Node {
  const resolved = resolveBareKeys(node, lookup)
  if (resolved.kind === 'seq') return { ...resolved, items: resolved.items.filter(hasValue) }
  if (resolved.kind !== 'map') return resolved
  const known = [...resolved.entries].filter(([, entry]) => entry.node.kind !== 'scalar' || entry.node.value !== null)
  return { ...resolved, entries: new Map(known) }
}

/** Of a list as it was written, which only `--no-interpolate` leaves. */
function hasValue(item: Node): boolean {
  return item.kind !== 'scalar' || scalarText(item).includes('=')
}

/** Whether a build context is fetched by the builder instead of being a folder of this host. */
export function isRemoteContext(written: string): boolean {
  return written.includes('://') || /^(service:|github\.com\/|git@)/.test(written)
}

function resolveContext(written: string, scope: Scope): string {
  return isRemoteContext(written) ? written : resolveOwnPath(written, scope)
}

function longForm(node: Node): Node {
  if (node.kind !== 'scalar' || node.value === null) return node
  const long = mapping([['context', text(scalarText(node), node.at)]], node.at)
  return node.tag === undefined ? long : { ...long, tag: node.tag }
}
