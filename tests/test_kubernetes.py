"""What deploy/kubernetes/ holds: manifests by Kubernetes' own schemas, which start what the other ways start."""

import unittest
from pathlib import Path

import kubernetes_validate
import yaml

from tests.test_deploy import COMPOSE
from tests.test_env_example import offered

FOLDER = Path(__file__).resolve().parents[1] / "deploy/kubernetes"
RELEASES = ("1.29", "1.37")  # the oldest and the newest that they are written for
SECRETS = {"SECRET_KEY", "FIELD_KEYS", "DATABASE_URL", "REDIS_URL", "KIE_API_KEY"}


def manifests():
    return [each for path in sorted(FOLDER.glob("*.yaml")) for each in yaml.safe_load_all(path.read_text())]


def of_kind(kind):
    return {each["metadata"]["name"]: each for each in manifests() if each["kind"] == kind}


def pods():
    """{component: what its pods are}"""
    found = [*of_kind("Deployment").values(), *of_kind("Job").values()]
    return {
        each["metadata"]["labels"]["app.kubernetes.io/component"]: each["spec"]["template"] for each in found
    }


class ManifestTests(unittest.TestCase):
    def test_kubernetes_knows_every_field(self):
        for release in RELEASES:
            for each in manifests():
                with self.subTest(each["metadata"]["name"], kind=each["kind"], release=release):
                    kubernetes_validate.validate(each, release, strict=True)

    def test_each_part_is_started_as_in_compose(self):
        self.assertEqual(set(pods()), {"prepare", "web", "calls", "files", "clock"})
        for name, pod in pods().items():
            (container,) = pod["spec"]["containers"]
            self.assertEqual(container["command"], COMPOSE["services"][name]["command"], name)
            self.assertEqual(container["image"], "suno-studio")

    def test_what_they_name_is_there(self):
        for name, pod in pods().items():
            (container,) = pod["spec"]["containers"]
            volumes = {volume["name"]: volume for volume in pod["spec"]["volumes"]}
            self.assertEqual({mount["name"] for mount in container["volumeMounts"]}, set(volumes), name)
            self.assertIn(
                volumes["data"]["persistentVolumeClaim"]["claimName"], of_kind("PersistentVolumeClaim")
            )
            self.assertIn(container["envFrom"][0]["configMapRef"]["name"], of_kind("ConfigMap"))

    def test_whoever_is_chosen_by_labels_has_them(self):
        for each in of_kind("Deployment").values():
            self.assertEqual(
                each["spec"]["selector"]["matchLabels"], each["spec"]["template"]["metadata"]["labels"]
            )
        service = of_kind("Service")["suno-studio"]["spec"]
        self.assertEqual(service["selector"], pods()["web"]["metadata"]["labels"])
        (port,) = pods()["web"]["spec"]["containers"][0]["ports"]
        self.assertEqual(service["ports"][0]["targetPort"], port["name"])

    def test_settings_are_read_and_secrets_stand_in_no_file(self):
        (settings,) = of_kind("ConfigMap").values()
        self.assertLessEqual(set(settings["data"]) | SECRETS, set(offered()))
        self.assertFalse(SECRETS & set(settings["data"]))
        self.assertFalse(of_kind("Secret"))

    def test_a_web_that_ends_has_time_for_those_it_answers(self):
        pod = pods()["web"]["spec"]
        words = pod["containers"][0]["command"]
        graceful = int(words[words.index("--graceful-timeout") + 1])
        pause = int(pod["containers"][0]["lifecycle"]["preStop"]["exec"]["command"][1])
        self.assertGreaterEqual(pod["terminationGracePeriodSeconds"], graceful + pause)
