import { expect, test } from 'vitest'
import { graphOf } from '../../src/graph/graph.ts'
import { label } from '../../src/model/labels.ts'
import { masked } from '../../src/model/shown-value.ts'
import { withOldValue } from '../../src/plan/old-values.ts'
import { plainUp } from '../../src/plan/policy.ts'
import { planUp } from '../../src/plan/up.ts'
import { emptyEngine, projectOf } from './helper.ts'

test('old values that came from variables and env files stay hidden when a literal replaces them', async () => {
  const yaml = 'services: {web: {image: busybox, env_file: a.env, environment: {A: "${X-old}", B: old}}}'
  const project = await projectOf(yaml, { '/w/a.env': 'C=old' })
  const { steps } = planUp(graphOf(project), emptyEngine(), plainUp)
  const [fields = ''] = steps.flatMap(({ action }) =>
    action.do === 'create-container' ? (action.spec.body.Labels[label.fields] ?? []) : [],
  )
  const old = { Env: ['A=old', 'B=old', 'C=old'], Labels: { [label.fields]: fields } }
  const wanted = { Env: ['A=new', 'B=new', 'C=new'] }
  const shown = ['A', 'B', 'C'].map((key) => withOldValue({ path: `environment.${key}`, to: 'new' }, { old, wanted }))
  expect(shown.map(({ from }) => from)).toEqual([masked, 'old', masked])
})
