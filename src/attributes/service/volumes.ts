import { child, mapping, type Mapping, type Node, type Scalar, text, truth } from '../../source/node.ts'
import { pathText } from '../../source/path-text.ts'
import { bytes } from '../grammar/bytes.ts'
import { type Attribute, extend, inside } from '../kinds/attribute.ts'
import { dictionary, unmerged } from '../kinds/dictionary.ts'
import { reportInvalid, warnNoEffect, warnRefused } from '../kinds/invalid.ts'
import { listOf } from '../kinds/list-of.ts'
import { unique } from '../kinds/list.ts'
import { cleanPath, resolvePath, rewrite } from '../kinds/path.ts'
import { atKey, record } from '../kinds/record.ts'
import { flag, integer, scalarText, string, textAt } from '../kinds/scalars.ts'
import type { Scope } from '../kinds/scope.ts'
import type { Mount } from './mount.ts'
import { mountVolumes } from './mounts.ts'
import { readVolumeMount, type VolumeMount } from './volume-mount.ts'

const fields: Attribute<Mount> = record({
  type: string(),
  source: string(),
  target: string(),
  read_only: flag(),
  consistency: string(),
  bind: record({ selinux: string(), propagation: string(), create_host_path: flag(), recursive: string() }),
  volume: record({ labels: unmerged(dictionary()), nocopy: flag(), subpath: string() }),
  tmpfs: record({ size: bytes(), mode: integer() }),
  image: record({ subpath: string() }),
})

const mount: Attribute<Mount> = extend(fields, {
  canonical: (node, scope) =>
    resolve(fields.canonical(node.kind === 'scalar' ? expandShortForm(node, scope) : node, scope), scope),
  parse: (node, scope) => {
    if (node.kind === 'scalar') reportShortForm(node, scope)
    if (node.kind !== 'map') return undefined
    check(node, scope)
    return fields.parse(node, scope)
  },
})

/** Mounts of a service; one for each target, the last wins, also across files (COMPOSE.md: merging). */
export const volumes: Attribute<readonly Mount[]> = extend(unique(listOf(mount), targetOf), { translate: mountVolumes })

function expandShortForm(node: Scalar, scope: Scope): Node {
  if (node.value === null) return node
  const read = readVolumeMount(scalarText(node))
  if ('type' in read) warnOptions(node, scope, read)
  return 'type' in read ? longForm(read, node) : node
}

/** Options that exist elsewhere: docker's own, those of other engines and of Docker Desktop. */
const ignored: readonly string[] = [
  'cached',
  'delegated',
  'consistent',
  'exec',
  'noexec',
  'suid',
  'nosuid',
  'dev',
  'nodev',
  'U',
  'O',
  'copy',
  'idmap',
  'bind',
  'rbind',
]

function warnOptions(node: Scalar, scope: Scope, { unknown }: VolumeMount): void {
  const [first] = unknown.filter((option) => !ignored.includes(option.split('=', 1)[0] ?? ''))
  if (first === undefined) return
  const shown = node.at.via?.kind === 'variable' ? 'an option' : `the option \`${first}\``
  const says = `${shown} is unknown and ignored: the mount can be written to unless it says \`ro\``
  warnNoEffect(node, scope, {
    says,
    fix: 'the options are `ro`, `rw`, `z`, `Z`, `nocopy` and the propagations such as `rshared`',
  })
}

function longForm(read: VolumeMount, { at, tag }: Scalar): Node {
  const pairs: [string, Node][] = [['type', text(read.type, at)]]
  if (read.source !== '') pairs.push(['source', text(read.source, at)])
  pairs.push(['target', text(read.target === '' ? '' : cleanPath(read.target), at)])
  if (read.readOnly) pairs.push(['read_only', truth(true, at)])
  const bind: [string, Node][] = []
  if (read.selinux !== '') bind.push(['selinux', text(read.selinux, at)])
  if (read.propagation !== '') bind.push(['propagation', text(read.propagation, at)])
  // Only the short form creates a missing folder by default (quirk 16).
  if (read.type === 'bind') bind.push(['create_host_path', truth(true, at)])
  if (bind.length > 0) pairs.push(['bind', mapping(bind, at)])
  const own: [string, Node][] = read.nocopy ? [['nocopy', truth(true, at)]] : []
  if (own.length > 0 || (read.type === 'volume' && !read.tiny)) pairs.push(['volume', mapping(own, at)])
  return { ...mapping(pairs, at), ...(tag === undefined ? {} : { tag }) }
}

function resolve(node: Node, scope: Scope): Node {
  const cleaned = atKey(node, 'target', (target) => rewrite(target, withoutBase(scope), cleanPath))
  return textAt(node, 'type') === 'bind' ? atKey(cleaned, 'source', (source) => hostFolder(source, scope)) : cleaned
}

/** Targets are paths of the container. */
function withoutBase({ within: _, ...scope }: Scope): Scope {
  return { ...scope, paths: 'resolve' }
}

/** An empty source that is written is the project's folder (2.40.3). */
function hostFolder(source: Node, scope: Scope): Node {
  const empty = source.kind === 'scalar' && scalarText(source) === '' && scope.paths === 'resolve'
  return empty ? text(scope.directory, source.at) : rewrite(source, scope, resolvePath)
}

function reportShortForm(node: Scalar, scope: Scope): void {
  const read = readVolumeMount(scalarText(node))
  reportInvalid(node, scope, 'be' in read ? read : { be: 'a volume', example: './data:/data:ro' })
}

function check(node: Mapping, scope: Scope): void {
  const path = pathText(scope.path)
  if ((textAt(node, 'target') ?? '') === '') {
    scope.report.error('missing-key', `${path} is missing a mount target`, {
      at: node.at,
      fix: 'add for instance `target: /data`',
    })
  }
  if (textAt(node, 'type') === 'bind' && (textAt(node, 'source') ?? '') === '') {
    const fix = 'add for instance `source: ./data`'
    scope.report.error('missing-key', `${path} is a bind mount without a source`, { at: node.at, fix })
  }
  const target = child(node, 'target')
  if (target?.kind === 'scalar' && !refuseDrive(node, target, scope)) requireAbsolute(target, inside(scope, 'target'))
  const mode = child(child(node, 'tmpfs'), 'mode')
  if (mode?.kind === 'scalar' && mode.type === 'string') {
    const at = inside(inside(scope, 'tmpfs'), 'mode')
    reportInvalid(mode, at, { be: 'a number without quotes', example: 'mode: 0755' })
  }
}

/** `d:/d` and `d:/d:ro` name no source: docker compose 2.40.3 reads a drive of Windows there, which the engine refuses as a target. */
function refuseDrive(node: Mapping, target: Scalar, scope: Scope): boolean {
  const [source, path] = [textAt(node, 'source') ?? '', scalarText(target)]
  const written = source === '' ? path : `${source}:${path}`
  const isWhole = source === '' || !/^(?:\/|\p{L}:)/u.test(path)
  if (!/^\p{L}:\//u.test(written) || !isWhole || textAt(node, 'type') === 'tmpfs') return false
  const [shown, fix] =
    target.at.via?.kind === 'variable'
      ? ['it', 'write for instance `./d:/data` for a folder, or give the volume a longer name']
      : [`\`${written}\``, `write \`./${written}\` for a folder, or give the volume a longer name`]
  const message = `${pathText(scope.path)}: a single letter before a colon counts as a drive of Windows, so ${shown} names no source`
  const notes = [{ message: 'the engine will refuse to create the container' }]
  scope.report.warn('refused-value', message, { at: target.at, notes, fix, refused: scope.path })
  return true
}

/** The engine knows no working folder for what it mounts. */
function requireAbsolute(target: Scalar, scope: Scope): void {
  const path = scalarText(target)
  if (path === '' || path.startsWith('/') || path.includes('\\') || /^[a-z]:/i.test(path)) return
  warnRefused(target, scope, {
    be: 'an absolute path in the container',
    example: '/data',
    meant: `/${path.replace(/^[./~]+/, '')}`,
  })
}

/** The target of a long form counts as it is written (2.40.3); where the clean ones are equal, two are one too many. */
function targetOf(item: Node): string {
  const target = child(item, 'target') ?? item
  return target.kind === 'scalar' ? (target.spelled ?? scalarText(target)) : ''
}
