package nlp

import (
	_ "embed"
	"os"
	"sync"
)

// weights is the model that ships, written by extract/nlp/quantise. It is used where it lies in the binary.
//
//go:embed weights.bin
var weights string

// Default returns the model in the binary, on the best kernels of this machine, or on those that the environment
// variable CLEW_KERNEL names. It is made once.
var Default = sync.OnceValues(func() (*Model, error) {
	return Load(weights, Options{Kernel: os.Getenv("CLEW_KERNEL")})
})
