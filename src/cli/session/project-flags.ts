import { requireText } from '../../api/world/current-folder.ts'
import type { Terminal } from '../../render/terminal.ts'
import { booleanOf } from '../argv/flag-value.ts'
import type { Globals } from '../argv/globals.ts'
import type { ProjectFlags } from './context.ts'

/** What the global flags say about the project. */
export function projectFlags(globals: Globals): ProjectFlags {
  const name = globals['project-name']
  const directory = globals['project-directory'] ?? globals.workdir
  const remote = globals['allow-remote'] || booleanOf(process.env['MUSTER_ALLOW_REMOTE'] ?? '') === true
  return {
    files: globals.file,
    envFiles: globals['env-file'],
    profiles: globals.profile,
    allResources: globals['all-resources'],
    compatibility: globals.compatibility,
    allowRemote: remote,
    insecureRegistries: globals['insecure-registry'],
    ...(name === undefined || name === '' ? {} : { projectName: name }),
    ...(directory === undefined || directory === '' ? {} : { projectDirectory: directory }),
  }
}

/** The same, once what is deprecated of it has been told. Throws UnusablePath for a name that is not UTF-8. */
export function usableFlags(globals: Globals, shell: ReadonlyMap<string, string>, terminal: Terminal): ProjectFlags {
  tellDeprecated(globals, terminal)
  const flags = projectFlags(globals)
  requireNames(flags, shell)
  return flags
}

function tellDeprecated(globals: Globals, { err }: Terminal): void {
  if (globals['no-ansi']) err.write("option '--no-ansi' is DEPRECATED ! Please use '--ansi' instead.\n")
  if (globals.workdir !== undefined) {
    err.write("option '--workdir' is DEPRECATED at root level! Please use '--project-directory' instead.\n")
  }
}

function requireNames(
  { files, envFiles, projectDirectory = '' }: ProjectFlags,
  shell: ReadonlyMap<string, string>,
): void {
  for (const file of files) requireText(file, '--file')
  for (const file of envFiles) requireText(file, '--env-file')
  requireText(projectDirectory, '--project-directory')
  for (const name of ['COMPOSE_FILE', 'COMPOSE_ENV_FILES', 'HOME']) requireText(shell.get(name) ?? '', name)
}
