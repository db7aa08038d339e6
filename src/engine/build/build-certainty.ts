import { isAbsolute } from 'node:path'
import type { BuildSpec } from '../../plan/step.ts'
import { basesOf, type BuildInputs, type FindImages, readsContext } from './build-inputs.ts'
import { dockerfileAndRules } from './context.ts'

interface Known {
  readonly inputs: BuildInputs
  readonly find: FindImages
}

/**
 * Whether a build whose inputs are the same would make the same image: it uses nothing that muster does not look at, it
 * leaves nothing elsewhere, and all its names are on the image.
 */
export async function isCertain(build: BuildSpec, image: string, { inputs, find }: Known): Promise<boolean> {
  if (asksForMore(build) || usesRemote(build)) return false
  const { text } = await dockerfileAndRules(build)
  const bases = basesOf(text, build)
  if (usesUnknown(text, build) || bases.some((base) => inputs.bases[base] === undefined)) return false
  const tags = await find(build.tags)
  return build.tags.every((tag) => tags.get(tag)?.id === image)
}

function asksForMore({ noCache, noCacheFilter, pull, cacheTo, output }: BuildSpec): boolean {
  return noCache === true || pull === true || [noCacheFilter, cacheTo, output].some((value) => value !== undefined)
}

function usesRemote({ contexts }: BuildSpec): boolean {
  const texts = [...(contexts?.values() ?? [])].filter((value) => typeof value === 'string')
  return texts.some((text) => !isAbsolute(text) && !text.startsWith('docker-image://'))
}

/** Files from an address, images that a variable or `--from` names, and ONBUILD of a base, which may read the context. */
function usesUnknown(dockerfile: string, { contexts }: BuildSpec): boolean {
  if (!readsContext(dockerfile)) return true
  if (/^\s*(ONBUILD\s+)?ADD\b.*(:\/\/|git@)/im.test(dockerfile)) return true
  if (/^\s*FROM\s.*\$/im.test(dockerfile)) return true
  const stages = [...dockerfile.matchAll(/^\s*FROM\s.*\sAS\s+(\S+)/gim)].map(([, stage = '']) => stage.toLowerCase())
  const known = new Set([...stages, ...(contexts?.keys() ?? [])])
  const sources = [...dockerfile.matchAll(/[\s,]-{0,2}from=([^\s,]+)/gi)].map(([, source = '']) => source)
  return sources.some((source) => !/^\d+$/.test(source) && !known.has(source.toLowerCase()))
}
