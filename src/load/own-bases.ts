import { isAbsolute, join } from 'node:path'
import type { Service } from '../attributes/service.ts'
import { type Build, isRemoteContext } from '../attributes/service/build.ts'
import type { Project } from '../model/project.ts'
import type { LoadWorld } from './options.ts'

/**
 * A copy whose builds begin with its own images: where a Dockerfile takes one that another service builds by its tag, that service
 * becomes a named context (`additional_contexts`) of the tag's name, because in the copy the tag is another. `written` is the project
 * of the files.
 */
export async function withOwnBases(copy: Project, written: Project, { readFile }: LoadWorld): Promise<Project> {
  const all = [...written.services.values(), ...written.disabled.values()]
  const builders = new Map(
    all.flatMap((service) => tagsOf(service).map((tag) => [shortest(tag), service.name] as const)),
  )
  if (builders.size === 0) return copy
  const contexts: Contexts = new Map(all.map(({ name, build }) => [name, new Map(build?.additional_contexts)]))
  for (const { name, build } of all) {
    const own = contexts.get(name)
    if (build === undefined || own === undefined) continue
    for (const base of basesIn(await dockerfileOf(build, readFile)).map(shortest)) {
      const builder = builders.get(base)
      if (builder === undefined || own.has(base) || needs(builder, name, contexts)) continue
      own.set(base, `service:${builder}`)
    }
  }
  const changed = (services: Project['services']): Project['services'] =>
    new Map([...services].map(([name, service]) => [name, withMore(service, contexts.get(name) ?? new Map())]))
  return { ...copy, services: changed(copy.services), disabled: changed(copy.disabled) }
}

/** Named contexts by service. */
type Contexts = ReadonlyMap<string, Map<string, string>>

function tagsOf({ image, build }: Service): readonly string[] {
  return build === undefined ? [] : [...(image === undefined ? [] : [image]), ...(build.tags ?? [])]
}

/** Whether the build of a service begins with that of another, or is the same. */
function needs(service: string, other: string, contexts: Contexts): boolean {
  if (service === other) return true
  const before = [...(contexts.get(service)?.values() ?? [])].filter((value) => value.startsWith(prefix))
  return before.some((value) => needs(value.slice(prefix.length), other, contexts))
}

const prefix = 'service:'

/** As BuildKit compares it with the names of contexts: `docker.io/library/app:latest` is `app`. */
function shortest(image: string): string {
  return image.replace(/^docker\.io\/(?:library\/)?/, '').replace(/:latest$/, '')
}

/** Images that a Dockerfile begins with or takes files from; stages among them do no harm. */
function basesIn(dockerfile: string): readonly string[] {
  const from = [...dockerfile.matchAll(/^\s*FROM\s+(?:--\S+\s+)*(\S+)/gim)]
  const files = [...dockerfile.matchAll(/^\s*(?:COPY|RUN)\b.*?(?:--from=|[,=]from=)([^\s,]+)/gim)]
  return [...from, ...files].map(([, image = '']) => image)
}

/** What cannot be read is told by the build. */
async function dockerfileOf(
  { context = '.', dockerfile = 'Dockerfile', dockerfile_inline: inline }: Build,
  readFile: LoadWorld['readFile'],
): Promise<string> {
  if (inline !== undefined) return inline
  if (isRemoteContext(context) || isRemoteContext(dockerfile)) return ''
  return await readFile(isAbsolute(dockerfile) ? dockerfile : join(context, dockerfile)).catch(() => '')
}

function withMore(service: Service, contexts: ReadonlyMap<string, string>): Service {
  const { build } = service
  if (build === undefined || contexts.size === (build.additional_contexts?.size ?? 0)) return service
  return {
    ...service,
    build: { ...build, additional_contexts: new Map([...contexts, ...(build.additional_contexts ?? [])]) },
  }
}
