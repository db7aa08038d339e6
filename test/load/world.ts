import type { LoadOptions, LoadWorld } from '../../src/load/options.ts'

/** Options of a load without any flag. */
export const plain: LoadOptions = { files: [], envFiles: [], profiles: [], allResources: false, compatibility: false }

/** A world that holds these files below `/p`, which is also the current folder. */
export function worldOf(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): LoadWorld {
  const texts = new Map(Object.entries(files).map(([path, text]) => [`/p/${path}`, text]))
  return {
    cwd: '/p',
    home: '/home/me',
    env: new Map(Object.entries(env)),
    readFile: async (path) => {
      const text = texts.get(path)
      if (text !== undefined) return text
      throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' })
    },
    exists: async (path) => texts.has(path) || [...texts.keys()].some((known) => known.startsWith(`${path}/`)),
  }
}
