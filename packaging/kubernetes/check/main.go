// Decodes manifests as the API server does, by the types of k8s.io/api, and refuses what they do not
// name: go run . ../deployment.yaml ../cronjob.yaml
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"

	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/kubernetes/scheme"
)

func main() {
	decoder := serializer.NewCodecFactory(scheme.Scheme, serializer.EnableStrict).UniversalDeserializer()
	failed := false
	for _, path := range os.Args[1:] {
		text, err := os.ReadFile(path)
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		reader := yaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
		for {
			document, err := reader.Read()
			if err == io.EOF {
				break
			}
			if err != nil {
				fmt.Println(path, err)
				os.Exit(1)
			}
			_, kind, err := decoder.Decode(document, nil, nil)
			if err != nil {
				fmt.Printf("%s: %v\n", path, err)
				failed = true
				continue
			}
			fmt.Printf("%s: %s is well\n", path, kind)
		}
	}
	if failed {
		os.Exit(1)
	}
}
