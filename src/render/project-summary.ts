import { markdownBlock, markdownCode, markdownText } from './markdown.ts'

/** What a summary tells of the containers of a project. */
export interface ProjectSummary {
  /** What has been done, and how it went. */
  readonly title: string
  readonly project: string
  readonly containers: readonly { readonly name: string; readonly image: string; readonly status: string }[]
  /** What is known of a failure. */
  readonly details: string
}

/** Markdown, for a step summary and the bundle. Foreign text cannot leave its place. */
export function projectSummary({ title, project, containers, details }: ProjectSummary): string {
  return [
    `## ${markdownText(title)}`,
    '',
    `Project ${markdownCode(project)}${containers.length === 0 ? ' has no containers.' : '.'}`,
    '',
    ...(containers.length === 0
      ? []
      : [
          '| container | image | status |',
          '| --- | --- | --- |',
          ...containers.map((row) => `| ${[row.name, row.image, row.status].map(markdownText).join(' | ')} |`),
          '',
        ]),
    ...(details === '' ? [] : [markdownBlock(details), '']),
  ].join('\n')
}
