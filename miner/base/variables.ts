/**
 * The environment variables that replace flags, or contain what no command line should.
 *
 * @module
 */
export const RPC_VARIABLE = "DEML_RPC";
export const CONTRACT_VARIABLE = "DEML_CONTRACT";
export const GATEWAY_VARIABLE = "DEML_GATEWAY";
export const HOME_VARIABLE = "DEML_HOME";
export const PRIVATE_KEY_VARIABLE = "DEML_PRIVATE_KEY";
export const PASSWORD_VARIABLE = "DEML_PASSWORD";
/** The access token of a pinning service. */
export const PIN_TOKEN_VARIABLE = "DEML_PIN_TOKEN";
