/** Never prints and never exits: how a user's mistakes are told, each in one line. */
package io.espalier.input;
