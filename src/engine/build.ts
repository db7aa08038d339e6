import type { BuildSpec } from '../plan/step.ts'
import type { ImageContext } from './images.ts'
import type { BuildOptions } from './port.ts'
import type { Transport } from './transport.ts'

export async function buildImage(_t: Transport, _b: BuildSpec, _o: BuildOptions & ImageContext): Promise<string> {
  throw new Error('not yet')
}
