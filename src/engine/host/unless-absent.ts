/** For `catch`: nothing where there is no such file. Whatever else went wrong is thrown: it does not say that nothing is there. */
export function unlessAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
}
