//go:build unix

package render

import (
	"os"
	"syscall"
)

func ownedByUser(info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

func onlyOwner(info os.FileInfo) bool { return info.Mode().Perm()&0o077 == 0 }
