// Package kernel holds the arithmetic of the reading model: products of matrices, softmax, GELU, layer
// normalisation and quantisation.
//
// Every function gives the same bits on every machine. Products of int8 are exact integers. In float32 each
// operation is rounded on its own (no fused multiply-add), sums run in one fixed order, and exp and erf are
// computed here instead of by package math. So a level, which is a set of processor instructions, changes the
// speed of a result and nothing else; a test compares all of them with the plain Go code bit for bit.
//
// A matrix on the right of a product is packed: panels of [Lanes] columns, within a panel row after row
// ([PackFloat32]) or four rows at a time ([PackInt8]). The left side and the result are row-major. Kernels work
// on tiles of rows, so both need room for [Pad] rows; what lies in the rows of padding does not matter.
package kernel

//go:generate go -C gen run . -out ../kernel_amd64.s -stubs ../kernel_amd64.go -pkg kernel
