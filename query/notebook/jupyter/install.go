package jupyter

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// kernelName is the folder of the description that Jupyter looks for.
const kernelName = "clew"

// UserFolder is where Jupyter looks for a user's kernels, as
// https://docs.jupyter.org/en/latest/use/jupyter-directories.html says.
func UserFolder() (string, error) {
	if dir := os.Getenv("JUPYTER_DATA_DIR"); dir != "" {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find the home folder: %w", err)
	}
	switch runtime.GOOS {
	case "darwin":
		return filepath.Join(home, "Library", "Jupyter"), nil
	case "windows":
		return filepath.Join(os.Getenv("APPDATA"), "jupyter"), nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "jupyter"), nil
	}
	return filepath.Join(home, ".local", "share", "jupyter"), nil
}

// PrefixFolder is where Jupyter looks for the kernels of an installation below a prefix.
func PrefixFolder(prefix string) string { return filepath.Join(prefix, "share", "jupyter") }

// Install writes the kernel's description below Jupyter's data folder and returns its folder. The kernel is
// the program at that path.
func Install(folder, program string) (string, error) {
	dir := filepath.Join(folder, "kernels", kernelName)
	description, err := json.MarshalIndent(map[string]any{
		"argv":           []string{program, "jupyter", "kernel", "{connection_file}"},
		"display_name":   "clew",
		"language":       "clew",
		"interrupt_mode": "message",
		"metadata":       map[string]any{"debugger": false},
	}, "", " ")
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("install the kernel: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "kernel.json"), append(description, '\n'), 0o644); err != nil {
		return "", fmt.Errorf("install the kernel: %w", err)
	}
	return dir, nil
}

// ErrNotInstalled says that there is no kernel to take away.
var ErrNotInstalled = errors.New("the kernel is not installed there")

// Uninstall removes the kernel's description and returns the folder it lay in.
func Uninstall(folder string) (string, error) {
	dir := filepath.Join(folder, "kernels", kernelName)
	if err := os.Remove(filepath.Join(dir, "kernel.json")); errors.Is(err, fs.ErrNotExist) {
		return dir, fmt.Errorf("%s: %w", dir, ErrNotInstalled)
	} else if err != nil {
		return dir, fmt.Errorf("uninstall the kernel: %w", err)
	}
	if err := os.Remove(dir); err != nil {
		return dir, fmt.Errorf("uninstall the kernel: %w", err)
	}
	return dir, nil
}
