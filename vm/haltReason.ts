/** Why a message ended other than by STOP, RETURN or SELFDESTRUCT. */
export type HaltReason =
  | 'revert'
  | 'out of gas'
  | 'code store out of gas'
  | 'stack underflow'
  | 'stack overflow'
  | 'invalid jump destination'
  | 'invalid opcode'
  | 'write protection'
  | 'return data out of bounds'
  | 'insufficient balance for transfer'
  | 'max call depth exceeded'
  | 'contract address collision'
  | 'max code size exceeded'
  | 'max initcode size exceeded'
  | 'invalid code: must not begin with 0xef'
  | 'nonce uint64 overflow'
  | 'precompile failed';
