// Package nlp reads text with a small neural network: which words name something, what two mentions have to do
// with each other, and which name a pronoun stands for.
//
// The way of a text: [Sentences] and [Words] cut it, the caller describes each word ([Features]), [Model.Read]
// gives the probability of each tag at each word, the caller makes mentions of them, and [Reading.Score] gives
// the probability of each relation between two mentions and of each name that a reference may stand for.
//
// The network is all-MiniLM-L6-v2 (6 layers of width 384), fine-tuned by extract/train. Its products of matrices
// are int8, see package kernel; the heads are float32. It reads windows of whole sentences that overlap; what
// several windows say of one word or pair is averaged. The same text gives the same bits on every machine.
package nlp
