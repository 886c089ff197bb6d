package kernel

import "fmt"

// Level is a set of processor instructions. The zero value is plain Go, which runs everywhere.
type Level int

// The levels, slowest first.
const (
	Plain      Level = iota // Go
	AVX2                    // 256 bit, VPMADDUBSW
	AVXVNNI                 // 256 bit, VPDPBUSD in its VEX encoding
	AVX512VNNI              // 512 bit, VPDPBUSD
)

var levelNames = [...]string{"plain", "avx2", "avxvnni", "avx512vnni"}

func (l Level) String() string { return levelNames[l] }

// Best returns the fastest level of this machine.
func Best() Level {
	levels := Levels()
	return levels[len(levels)-1]
}

// ParseLevel returns the level of that name, or the best one for "". It fails where this machine lacks it.
func ParseLevel(name string) (Level, error) {
	if name == "" {
		return Best(), nil
	}
	for _, l := range Levels() {
		if l.String() == name {
			return l, nil
		}
	}
	return Plain, fmt.Errorf("kernel %q is not one that this machine has: %v", name, Levels())
}

const (
	// Lanes is the number of columns in a panel and the number of partial sums of a reduction.
	Lanes = 16
	// tile is a multiple of every kernel's rows.
	tile = 12
)

// Pad rounds a number of rows up to what the kernels may touch.
func Pad(rows int) int { return (rows + tile - 1) / tile * tile }

// PadLanes rounds a number of columns up to whole panels.
func PadLanes(n int) int { return (n + Lanes - 1) / Lanes * Lanes }
