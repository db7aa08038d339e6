import { child, mapping, type Node, text } from '../../source/node.ts'
import type { ContainerDraft } from '../../spec.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'
import type { FileObject } from '../kinds/file-source.ts'
import { record } from '../kinds/record.ts'
import { refuse } from '../kinds/refuse.ts'
import { scalarText, string } from '../kinds/scalars.ts'
import type { ResolvedFile, Translation } from '../kinds/translation.ts'
import { fileMode } from './file-mode.ts'
import { addMount } from './mounts.ts'

/** A secret or config in a container or build, in the order of docker compose's struct. */
export interface FileReference {
  readonly source?: string
  readonly target?: string
  readonly uid?: string
  readonly gid?: string
  readonly mode?: number
}

const fields: Attribute<FileReference> = record({
  source: string(),
  target: string(),
  uid: string(),
  gid: string(),
  mode: fileMode(),
})

/** One reference; a lone name is the source. */
export const fileReference: Attribute<FileReference> = extend(fields, {
  canonical: (node, scope) => fields.canonical(longForm(node), scope),
})

function longForm(node: Node): Node {
  if (node.kind !== 'scalar' || node.value === null) return node
  const long = mapping([['source', text(scalarText(node), node.at)]], node.at)
  return node.tag === undefined ? long : { ...long, tag: node.tag }
}

/** The target by which references are told apart across files; `folder` holds those without one. */
export function targetKey(item: Node, folder: string): string {
  const target = child(item, 'target') ?? child(item, 'source')
  const written = target?.kind === 'scalar' ? scalarText(target) : ''
  return child(item, 'target') === undefined ? `${folder}/${written}` : written
}

/** What tells secrets and configs apart where they enter a container. */
export interface Kind {
  readonly name: 'secret' | 'config'
  /** Where relative targets are put, with a slash at the end. */
  readonly folder: string
}

/**
 * Brings a secret or config into the container: files of the host as read-only bind mounts, everything else as a file
 * that is copied in before each start. An empty content brings nothing, as with docker compose 2.40.3.
 */
export function provide(
  reference: FileReference,
  draft: ContainerDraft,
  by: { readonly kind: Kind; readonly file: ResolvedFile; readonly to: Translation },
): void {
  const { kind, file, to } = by
  const key = reference.source ?? ''
  refuseForeign(key, by)
  const target = absolute(reference.target ?? key, kind.folder)
  if (isMounted(file.source)) {
    const options = kind.name === 'secret' ? { BindOptions: {} } : {}
    addMount(draft, { Type: 'bind', Source: file.source.file ?? '', Target: target, ReadOnly: true, ...options })
    return
  }
  if (file.content === undefined) {
    refuse(
      `${to.service}: environment variable \`${file.source.environment}\`, required by ${kind.name} \`${key}\`, is not set`,
      {
        kind: 'variable-required',
        at: [`${kind.name}s`, key, 'environment'],
        fix: `set ${file.source.environment} in the shell or in .env`,
      },
    )
  }
  if (file.content === '') return
  draft.files.push({
    target,
    content: new TextEncoder().encode(file.content),
    uid: Number(reference.uid ?? 0),
    gid: Number(reference.gid ?? 0),
    mode: reference.mode ?? 0o444,
  })
}

/** A file of the host is mounted; the text of all others is copied in. */
function isMounted({ environment, content }: FileObject): boolean {
  return environment === undefined && content === undefined
}

/**
 * What of a reference to `source` has no effect: a file of the host is mounted as it is, with its own owner and mode
 * (docker compose 2.40.3 warns, too, without a place).
 */
export function rightsWithoutEffect(reference: FileReference, source: FileObject): readonly string[] {
  return isMounted(source) ? (['uid', 'gid', 'mode'] as const).filter((key) => reference[key] !== undefined) : []
}

/** Files cannot be copied into a container whose root is read-only. To be asked after all attributes were translated. */
export function refuseFilesInReadOnly(draft: ContainerDraft, to: Translation): void {
  const [first] = draft.files
  if (first === undefined || draft.body.HostConfig['ReadonlyRootfs'] !== true) return
  refuse(`${to.service}: \`${first.target}\` cannot be created in a read_only service`, {
    at: ['services', to.service, 'read_only'],
    fix: 'give the secret or config a `file`',
  })
}

function refuseForeign(
  key: string,
  { kind, file, to }: { readonly kind: Kind; readonly file: ResolvedFile; readonly to: Translation },
): void {
  const { external, driver, template_driver: template } = file.source
  const at = [`${kind.name}s`, key]
  const subject = `${to.service}: ${kind.name} \`${key}\``
  if (external === true)
    refuse(`${subject} is external, which needs Swarm`, {
      at: [...at, 'external'],
      fix: `give the ${kind.name} a \`file\``,
    })
  if (driver !== undefined) refuse(`${subject} has a \`driver\`, which needs Swarm`, { at: [...at, 'driver'] })
  if (template !== undefined)
    refuse(`${subject} has a \`template_driver\`, which needs Swarm`, { at: [...at, 'template_driver'] })
}

function absolute(target: string, folder: string): string {
  return target.startsWith('/') || /^[a-z]:[\\/]/i.test(target) ? target : folder + target
}
