/** The shells that muster can complete for. */
export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** What a shell reads to complete `muster`: each asks `muster __complete` for the words so far. */
export const completionScripts: Readonly<Record<Shell, string>> = {
  bash: `# source <(muster completion bash)
_muster_complete() {
  local line="\${COMP_LINE:0:$COMP_POINT}" words answer directive item name cut
  read -ra words <<< "$line"
  [[ "$line" == *[[:space:]] ]] && words+=("")
  mapfile -t answer < <("\${words[0]}" __complete "\${words[@]:1}" 2>/dev/null)
  COMPREPLY=()
  [[ \${#answer[@]} -eq 0 ]] && return
  directive="\${answer[-1]#:}"
  unset 'answer[-1]'
  # What stands before the last break of a word, for instance "cp web:", is on the line already.
  cut="\${words[-1]%"\${COMP_WORDS[COMP_CWORD]}"}"
  for item in "\${answer[@]}"; do
    name="\${item%%$'\t'*}"
    COMPREPLY+=("\${name#"$cut"}")
  done
  (( directive & 2 )) && compopt -o nospace
  (( directive & 4 )) || { [[ \${#COMPREPLY[@]} -eq 0 ]] && compopt -o default; }
}
complete -F _muster_complete muster
`,
  zsh: `#compdef muster
# source <(muster completion zsh)
_muster() {
  local -a answer names
  local directive item
  answer=("\${(@f)$(\${words[1]} __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  directive=\${answer[-1]#:}
  for item in "\${(@)answer[1,-2]}"; do
    names+=("\${\${item%%$'\t'*}//:/\\:}:\${item#*$'\t'}")
  done
  if (( \${#names} == 0 )); then
    (( directive & 4 )) || _files
  elif (( directive & 2 )); then
    _describe -V muster names -S ''
  else
    _describe -V muster names
  fi
}
compdef _muster muster
`,
  fish: `# muster completion fish | source
function __muster_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l answer ($words[1] __complete $words[2..-1] 2>/dev/null)
  set -l directive (string replace ':' '' -- $answer[-1])
  if test (count $answer) -gt 1
    printf '%s\n' $answer[1..-2]
  else if test "$directive" = 0
    __fish_complete_path (commandline -ct)
  end
end
complete -c muster -f -a '(__muster_complete)'
`,
}
