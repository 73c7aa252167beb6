/** Must not print or change data. What is in a data set, in numbers and as a contact sheet. */
package io.espalier.datasets.describe;
