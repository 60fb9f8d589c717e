#!/usr/bin/env python3
"""The works of `rnntui bench` as users of PyTorch, JAX and TensorFlow would train them.

    python benches/rivals.py RIVAL WORK SECONDS

trains one work with one rival in each of its ways (threads, input, precision, compiler), SECONDS each, and prints the best
as JSON: `{"ms": 14.2, "way": "2 threads, one-hot"}`. A rival that is not installed ends with exit code 3. `compare.py` runs
this, a process for each rival, so that none has another's threads.
"""

import importlib.util
import json
import statistics
import sys
import time

# What a work is: cell, H, L, B, T, V (or features), and whether it has a linear layer, carries its state, or is a series.
WORKS = {
    "hihello": dict(cell="RNN", h=5, layers=1, b=1, t=6, v=5, linear=False),
    "longseq": dict(cell="RNN", h=25, layers=2, b=170, t=10, v=25),
    "series": dict(cell="LSTM", h=10, layers=1, b=500, t=7, v=5, series=True),
    "char-rnn": dict(cell="RNN", h=128, layers=2, b=50, t=50, v=65, stateful=True),
    "char-gru": dict(cell="GRU", h=128, layers=2, b=50, t=50, v=65, stateful=True),
    "char-lstm": dict(cell="LSTM", h=128, layers=2, b=50, t=50, v=65, stateful=True),
    "large": dict(cell="LSTM", h=512, layers=2, b=64, t=128, v=65, stateful=True),
}
MISSING = 3


class Torch:
    """torch.nn.RNN, LSTM and GRU, time first, with Adam; `bf16` computes forward passes under autocast."""

    def __init__(self, work, embedded, fused, bf16):
        import torch

        self.torch, self.work, self.bf16 = torch, work, bf16
        torch.manual_seed(1)
        h, v, t, b = work["h"], work["v"], work["t"], work["b"]
        series = work.get("series", False)
        self.rnn = getattr(torch.nn, work["cell"])(v, h, work["layers"])
        self.linear = torch.nn.Linear(h, 1 if series else v) if work.get("linear", True) else None
        self.embedding = torch.nn.Embedding(v, v) if embedded else None
        modules = [module for module in (self.rnn, self.linear, self.embedding) if module]
        self.params = [p for module in modules for p in module.parameters()]
        self.adam = torch.optim.Adam(self.params, lr=1e-3, fused=fused)
        self.eye, self.state = torch.eye(v), None
        if series:
            self.x, self.y = torch.rand(t, b, v), torch.rand(b, 1)
        else:
            self.x, self.y = torch.randint(v, (t, b)), torch.randint(v, (t * b,))

    def loss(self):
        work, functional = self.work, self.torch.nn.functional
        if work.get("series"):
            outputs, _ = self.rnn(self.x)
            return functional.mse_loss(self.linear(outputs[-1]), self.y)
        x = self.embedding(self.x) if self.embedding else self.eye[self.x]
        outputs, state = self.rnn(x, self.state)
        if work.get("stateful"):
            self.state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
        outputs = outputs.reshape(-1, work["h"])
        return functional.cross_entropy(self.linear(outputs) if self.linear else outputs, self.y)

    def step(self):
        self.adam.zero_grad()
        with self.torch.autocast("cpu", dtype=self.torch.bfloat16, enabled=self.bf16):
            loss = self.loss()
        loss.backward()
        if self.work.get("stateful"):
            self.torch.nn.utils.clip_grad_norm_(self.params, 5)
        self.adam.step()
        return loss.item()

    def sample(self, seconds):
        """Characters a second, one by one."""
        torch = self.torch
        token, state, written, started = torch.zeros(1, 1, dtype=torch.long), None, 0, time.perf_counter()
        with torch.inference_mode():
            while time.perf_counter() - started < seconds:
                outputs, state = self.rnn(self.eye[token], state)
                token = torch.multinomial(torch.softmax(self.linear(outputs[0]), -1), 1).T
                written += 1
        return written / (time.perf_counter() - started)


def torch_ways(work, bf16):
    import torch

    for threads in (1, 2):
        for embedded in (False,) if work.get("series") else (False, True):
            for fused in (False, True):
                torch.set_num_threads(threads)
                way = f"{threads} thread{'s' * (threads > 1)}, {'embedded' if embedded else 'one-hot'}"
                yield way + ", fused Adam" * fused, Torch(work, embedded, fused, bf16).step


GATES = {"RNN": 1, "LSTM": 4, "GRU": 3}


def jax_ways(work):
    """A layer is a lax.scan over time, its input's product made for all steps at once; the whole step is one jit."""
    import jax
    import jax.numpy as jnp

    h, v, t, b, cell = work["h"], work["v"], work["t"], work["b"], work["cell"]
    series, gates = work.get("series", False), GATES[work["cell"]]

    def initial(key):
        params, bound = {}, h**-0.5
        shapes = {}
        for layer in range(work["layers"]):
            width = v if layer == 0 else h
            shapes |= {f"wi{layer}": (width, gates * h), f"wh{layer}": (h, gates * h)}
            shapes |= {f"bi{layer}": (gates * h,), f"bh{layer}": (gates * h,)}
        if work.get("linear", True):
            shapes |= {"w": (h, 1 if series else v), "b": (1 if series else v,)}
        for name, shape in shapes.items():
            key, own = jax.random.split(key)
            params[name] = jax.random.uniform(own, shape, minval=-bound, maxval=bound)
        return params

    def scan(params, layer, inputs, state):
        wh, bh = params[f"wh{layer}"], params[f"bh{layer}"]

        def step(state, x):
            hidden, c = state
            if cell == "RNN":
                hidden = jnp.tanh(x + hidden @ wh + bh)
            elif cell == "LSTM":
                i, f, g, o = jnp.split(x + hidden @ wh + bh, 4, axis=-1)
                c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
                hidden = jax.nn.sigmoid(o) * jnp.tanh(c)
            else:
                (xr, xz, xn), (hr, hz, hn) = jnp.split(x, 3, axis=-1), jnp.split(hidden @ wh + bh, 3, axis=-1)
                r, z = jax.nn.sigmoid(xr + hr), jax.nn.sigmoid(xz + hz)
                n = jnp.tanh(xn + r * hn)
                hidden = (1 - z) * n + z * hidden
            return (hidden, c), hidden

        return jax.lax.scan(step, state, inputs)

    def loss(params, state, x, y, gathered):
        carried = []
        for layer in range(work["layers"]):
            wi = params[f"wi{layer}"]
            if layer == 0 and not series:
                inputs = wi[x] if gathered else jax.nn.one_hot(x, v) @ wi
            else:
                inputs = x @ wi
            last, x = scan(params, layer, inputs + params[f"bi{layer}"], state[layer])
            carried.append(last)
        x = x[-1] if series else x
        outputs = x @ params["w"] + params["b"] if "w" in params else x
        if series:
            return jnp.mean((outputs - y) ** 2), carried
        picked = jnp.take_along_axis(jax.nn.log_softmax(outputs), y[..., None], axis=-1)
        return -picked.mean(), carried

    def train(gathered):
        def step(params, m, s, count, state, x, y):
            (value, carried), grads = jax.value_and_grad(loss, has_aux=True)(params, state, x, y, gathered)
            if work.get("stateful"):
                norm = jnp.sqrt(sum(jnp.sum(g * g) for g in grads.values()))
                grads = {name: g * jnp.minimum(1, 5 / (norm + 1e-6)) for name, g in grads.items()}
            count = count + 1
            m = {name: 0.9 * m[name] + 0.1 * g for name, g in grads.items()}
            s = {name: 0.999 * s[name] + 0.001 * g * g for name, g in grads.items()}
            rate = 1e-3 * jnp.sqrt(1 - 0.999**count) / (1 - 0.9**count)
            params = {name: p - rate * m[name] / (jnp.sqrt(s[name]) + 1e-8) for name, p in params.items()}
            return params, m, s, count, carried, value

        step = jax.jit(step, donate_argnums=(0, 1, 2))
        key = jax.random.PRNGKey(1)
        params = initial(key)
        zeros = {name: jnp.zeros_like(p) for name, p in params.items()}
        m, s = zeros, {name: jnp.zeros_like(p) for name, p in params.items()}
        state = [(jnp.zeros((b, h)), jnp.zeros((b, h))) for _ in range(work["layers"])]
        if series:
            x, y = jax.random.uniform(key, (t, b, v)), jax.random.uniform(key, (b, 1))
        else:
            x, y = jax.random.randint(key, (t, b), 0, v), jax.random.randint(key, (t, b), 0, v)
        held = [params, m, s, jnp.zeros(()), state]

        def once():
            *new, carried, value = step(*held, x, y)
            held[:4] = new
            if work.get("stateful"):
                held[4] = carried
            return value.item()

        return once

    for gathered in (False,) if series else (False, True):
        yield "gathered" if gathered else "one-hot", train(gathered)


def tensorflow_ways(work):
    """Keras' layers in one tf.function, with and without XLA."""
    import tensorflow as tf

    h, v, t, b = work["h"], work["v"], work["t"], work["b"]
    series = work.get("series", False)
    kind = {"RNN": tf.keras.layers.SimpleRNN, "LSTM": tf.keras.layers.LSTM, "GRU": tf.keras.layers.GRU}[work["cell"]]

    def train(xla):
        layers = [kind(h, return_sequences=True, return_state=True) for _ in range(work["layers"])]
        dense = tf.keras.layers.Dense(1 if series else v) if work.get("linear", True) else None
        adam = tf.keras.optimizers.Adam(1e-3)
        if series:
            x, y = tf.random.uniform((b, t, v)), tf.random.uniform((b, 1))
        else:
            x = tf.one_hot(tf.random.uniform((b, t), 0, v, tf.int32), v)
            y = tf.random.uniform((b, t), 0, v, tf.int32)
        states = 2 if work["cell"] == "LSTM" else 1
        state = [[tf.zeros((b, h)) for _ in range(states)] for _ in layers]

        def forward(x, state):
            carried = []
            for layer, begin in zip(layers, state):
                x, *last = layer(x, initial_state=begin)
                carried.append(last)
            x = x[:, -1] if series else x
            return dense(x) if dense else x, carried

        forward(x, state)
        params = [p for layer in layers for p in layer.trainable_variables] + (dense.trainable_variables if dense else [])
        adam.build(params)

        @tf.function(jit_compile=xla)
        def step(x, y, state):
            with tf.GradientTape() as tape:
                outputs, carried = forward(x, state)
                if series:
                    loss = tf.reduce_mean((outputs - y) ** 2)
                else:
                    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, outputs))
            grads = tape.gradient(loss, params)
            if work.get("stateful"):
                grads, _ = tf.clip_by_global_norm(grads, 5.0)
            adam.apply_gradients(zip(grads, params))
            return loss, carried

        held = [state]

        def once():
            loss, carried = step(x, y, held[0])
            if work.get("stateful"):
                held[0] = carried
            return float(loss)

        return once

    for xla in (False, True):
        yield "XLA" if xla else "graph", train(xla)


# name: (package, what it is called, its ways)
RIVALS = {
    "torch": ("torch", "PyTorch f32", lambda work: torch_ways(work, False)),
    "torch-bf16": ("torch", "PyTorch bf16 autocast", lambda work: torch_ways(work, True)),
    "jax": ("jax", "JAX", jax_ways),
    "tensorflow": ("tensorflow", "TensorFlow", tensorflow_ways),
}


def best(ways, seconds):
    """The way whose median step is the shortest; one that a rival refuses is left out."""
    found = (float("inf"), "")
    for way, step in ways:
        try:
            for _ in range(3):
                step()
        except Exception as error:  # noqa: BLE001 - whatever a framework raises, another way may work
            print(f"{way}: {type(error).__name__}", file=sys.stderr)
            continue
        times, end = [], time.perf_counter() + seconds
        while time.perf_counter() < end or len(times) < 3:
            started = time.perf_counter()
            step()
            times.append(1e3 * (time.perf_counter() - started))
        found = min(found, (statistics.median(times), way))
    return found


def main():
    rival, work, seconds = sys.argv[1:]
    package, _, ways = RIVALS[rival]
    if importlib.util.find_spec(package) is None:
        sys.exit(MISSING)
    ms, way = best(ways(WORKS[work]), float(seconds))
    print(json.dumps({"ms": ms, "way": way}))


if __name__ == "__main__":
    main()
