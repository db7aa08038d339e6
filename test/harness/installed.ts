import { cp, mkdir, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const checkout = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Puts muster below a folder as npm would: only the files that are published, under `node_modules/muster-compose`, with
 * nothing that it could depend on. The `others` beside it are those of the checkout.
 */
export async function install(folder: string, others: readonly string[] = []): Promise<void> {
  const target = join(folder, 'node_modules/muster-compose')
  await mkdir(target, { recursive: true })
  const { files } = JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8')) as { files: readonly string[] }
  await Promise.all(
    [...files, 'package.json'].map(
      async (name) => await cp(join(checkout, name), join(target, name), { recursive: true }),
    ),
  )
  for (const name of others) {
    await mkdir(dirname(join(folder, 'node_modules', name)), { recursive: true })
    await symlink(packageFolder(name), join(folder, 'node_modules', name))
  }
}

function packageFolder(name: string): string {
  return dirname(createRequire(join(checkout, 'package.json')).resolve(`${name}/package.json`))
}
