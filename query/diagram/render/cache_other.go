//go:build !unix

package render

import "os"

// Elsewhere the user's cache folder is private by inherited access rules, which the mode does not show.
func ownedByUser(os.FileInfo) bool { return true }

func onlyOwner(os.FileInfo) bool { return true }
