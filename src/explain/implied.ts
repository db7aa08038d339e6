import { type Node, nodeAt, type Path } from '../source/node.ts'
import type { Subject } from './subject.ts'

/** Why a value is in the model although no file sets it there (COMPOSE.md: YAML). */
export function whyImplied(path: Path, { project }: Subject): string {
  const [section, key, name, part, inner] = path
  if (section === 'networks' && (key ?? 'default') === 'default' && path.length <= 2)
    return 'a service joins no network by name'
  if (section !== 'services' && name === 'name') return nameReason(String(section), String(key), project.tree)
  if (section !== 'services') return 'the default'
  if (name === 'networks' && (part ?? 'default') === 'default') return 'a service without networks joins `default`'
  if (name === 'depends_on') return dependencyReason(path, project.tree)
  if (name === 'build' && part === 'dockerfile') return 'the default name of a Dockerfile'
  if (name === 'build' && part === 'context') return "the project's folder"
  if (name === 'ports' && inner === 'mode') return 'the default mode'
  return 'the default'
}

function nameReason(section: string, key: string, tree: Node): string {
  const external = nodeAt(tree, [section, key, 'external'])
  return external === undefined ? '`<project>_<key>`' : 'what is external is called by its key'
}

function dependencyReason(path: Path, tree: Node): string {
  const [, service = '', , needed] = path
  const at = nodeAt(tree, ['services', service, 'depends_on', needed ?? ''])?.at
  const causes = ['links', 'network_mode', 'ipc', 'pid', 'uts', 'cgroup', 'volumes_from']
  const cause = causes.find((key) => {
    const node = nodeAt(tree, ['services', service, key])
    return node !== undefined && at !== undefined && node.at.file === at.file && within(at.start, node)
  })
  return path.length > 4 && cause === undefined ? 'the default of a dependency' : `implied by ${cause ?? 'another key'}`
}

function within(offset: number, { at }: Node): boolean {
  return at.start <= offset && offset <= at.end
}
