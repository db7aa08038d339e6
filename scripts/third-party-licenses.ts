import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The licences of the packages of which bundles are made: their terms ask that they go along. */
export async function thirdPartyLicenses(inputs: readonly string[]): Promise<string> {
  const folders = new Set(
    inputs.flatMap((path) => /^(?:.*:)?(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
  )
  const texts = await Promise.all([...folders].map(licenseOf))
  return `The files beside this one hold code of these packages.\n\n${[...new Set(texts)].toSorted().join('\n')}`
}

async function licenseOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string
    readonly version: string
    readonly license?: string
  }
  const files = (await readdir(folder)).filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file)).toSorted()
  if (files.length === 0 && license === undefined) throw new Error(`${folder} has no licence`)
  const texts = await Promise.all(files.map(async (file) => (await readFile(join(folder, file), 'utf8')).trim()))
  return `--- ${name} ${version} (${license ?? 'see below'})\n\n${texts.join('\n\n')}\n`
}
