//! Parameters by name in a safetensors file, the format `PyTorch` and its relatives read and write.
//!
//! The same tensors always give the same bytes, so two runs can be compared by comparing their exports. Only F32 is
//! read, because a silent conversion would give a different model.

use super::about::{Described, KEY};
use super::store::{Store, StoreError};
use safetensors::tensor::{Dtype, SafeTensorError, SafeTensors, View};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

/// A parameter as `PyTorch`'s `state_dict` has it.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedTensor {
    /// Its name, such as `rnn.weight_ih_l0`.
    pub name: String,
    /// Its size along each dimension.
    pub shape: Vec<usize>,
    /// Its numbers in row-major order, as many as the product of the shape.
    pub data: Vec<f32>,
}

/// What a safetensors file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// All tensors, sorted by name.
    pub tensors: Vec<NamedTensor>,
    /// What the program that wrote it says of the net, where that is rnntui; see [`super::about`].
    pub about: Option<Described>,
}

/// Why weights cannot be written, read or used, as a sentence for the user. Paths and names are shown quoted, control
/// characters escaped.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence says what it means, its fields are named in it")]
pub enum WeightsError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("there is no file {path:?}; check the name")]
    NoFile { path: PathBuf },
    #[error("{path:?} is not a regular file; give a safetensors file")]
    NotRegular { path: PathBuf },
    #[error("no permission to read {path:?}; change its permissions (chmod +r) or copy it")]
    Permission { path: PathBuf },
    #[error("reading {path:?} failed: {source}; check the disk it is on")]
    Io { path: PathBuf, source: io::Error },
    #[error("{path:?} is no safetensors file or is damaged ({source}); export it again")]
    Damaged { path: PathBuf, source: SafeTensorError },
    #[error("{path:?}: {reason}")]
    About { path: PathBuf, reason: String },
    #[error("{path:?}: tensor {name:?} is of type {dtype:?}; only F32 is read, convert it with .float() first")]
    WrongType { path: PathBuf, name: String, dtype: Dtype },
    #[error("{path:?}: tensor {name:?} holds {value} at place {index}; weights to start from must be finite")]
    NotFinite { path: PathBuf, name: String, index: usize, value: f32 },
    #[error(
        "{path:?} has no tensor {name:?}, which this model needs with shape {wanted:?}; give weights of this model"
    )]
    MissingTensor { path: PathBuf, name: String, wanted: Vec<usize> },
    #[error("{path:?}: tensor {name:?} of shape {shape:?} has no place in this model; give weights of this model")]
    ExtraTensor { path: PathBuf, name: String, shape: Vec<usize> },
    #[error(
        "{path:?}: tensor {name:?} has shape {shape:?} where this model needs {wanted:?}; \
         change the model's options or give other weights"
    )]
    WrongShape { path: PathBuf, name: String, shape: Vec<usize>, wanted: Vec<usize> },
}

impl WeightsError {
    fn from_io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Self::NoFile { path },
            ErrorKind::PermissionDenied => Self::Permission { path },
            _ => Self::Io { path, source },
        }
    }
}

/// A tensor as the bytes the file has for it, made one tensor at a time.
struct LittleEndian<'a>(&'a NamedTensor);

impl View for LittleEndian<'_> {
    fn dtype(&self) -> Dtype {
        Dtype::F32
    }

    fn shape(&self) -> &[usize] {
        &self.0.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        self.0.data.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<_>>().into()
    }

    fn data_len(&self) -> usize {
        size_of_val(&*self.0.data)
    }
}

/// Writes the tensors as a safetensors file, replacing one that is there, and gives its size in bytes. The file holds
/// nothing but the tensors, sorted by name, and what there is to say `about` the net.
///
/// # Errors
/// If the file cannot be written; one that was there is then intact.
///
/// # Panics
/// If a tensor's shape does not fit its data.
pub fn export(path: &Path, tensors: &[NamedTensor], about: Option<String>) -> Result<u64, WeightsError> {
    for NamedTensor { name, shape, data } in tensors {
        assert_eq!(shape.iter().product::<usize>(), data.len(), "{name} of shape {shape:?}");
    }
    let metadata = about.map(|about| HashMap::from([(KEY.to_owned(), about)]));
    let bytes = safetensors::serialize(tensors.iter().map(|t| (&t.name, LittleEndian(t))), metadata)
        .expect("every shape fits its data, and names of parameters are short");
    Ok(Store::explicit(path, true)?.write(&bytes)?)
}

/// Reads a safetensors file.
///
/// # Errors
/// If the file is missing, not regular, cannot be read or is damaged, or if a tensor is not F32 or not finite,
/// or what it says of the net cannot be understood.
pub fn import(path: &Path) -> Result<Weights, WeightsError> {
    let failed = |e| WeightsError::from_io(path, e);
    // Before opening: opening a pipe would wait for somebody to write to it.
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(WeightsError::NotRegular { path: path.to_owned() });
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)).map_err(failed)?;
    let damaged = |source| WeightsError::Damaged { path: path.to_owned(), source };
    let (_, header) = SafeTensors::read_metadata(&bytes).map_err(damaged)?;
    let file = SafeTensors::deserialize(&bytes).map_err(damaged)?;
    let mut tensors = file
        .iter()
        .map(|(name, view)| {
            let (path, name) = (path.to_owned(), name.to_owned());
            if view.dtype() != Dtype::F32 {
                return Err(WeightsError::WrongType { path, name, dtype: view.dtype() });
            }
            let (numbers, _) = view.data().as_chunks();
            let data: Vec<f32> = numbers.iter().map(|&number| f32::from_le_bytes(number)).collect();
            match data.iter().position(|x| !x.is_finite()) {
                Some(index) => Err(WeightsError::NotFinite { path, name, index, value: data[index] }),
                None => Ok(NamedTensor { name, shape: view.shape().to_vec(), data }),
            }
        })
        .collect::<Result<Vec<_>, _>>()?;
    tensors.sort_by(|a, b| a.name.cmp(&b.name));
    let about = header.metadata().as_ref().and_then(|metadata| metadata.get(KEY));
    let about = about.map(|json| Described::read(json)).transpose();
    let about = about.map_err(|reason| WeightsError::About { path: path.to_owned(), reason })?;
    Ok(Weights { tensors, about })
}

/// Puts the tensors found in the file at `path` into the order in which a model names its parameters and their shapes.
///
/// # Errors
/// If one is missing, has another shape, or is left over; the first such tensor is named.
pub fn match_tensors(
    path: &Path,
    mut found: Vec<NamedTensor>,
    wanted: &[(String, Vec<usize>)],
) -> Result<Vec<NamedTensor>, WeightsError> {
    let mut matched = Vec::with_capacity(wanted.len());
    for (name, shape) in wanted {
        let (path, name, wanted) = (path.to_owned(), name.clone(), shape.clone());
        let Some(place) = found.iter().position(|tensor| tensor.name == name) else {
            return Err(WeightsError::MissingTensor { path, name, wanted });
        };
        let tensor = found.remove(place);
        if tensor.shape != wanted {
            return Err(WeightsError::WrongShape { path, name, shape: tensor.shape, wanted });
        }
        matched.push(tensor);
    }
    match found.into_iter().next() {
        Some(NamedTensor { name, shape, .. }) => Err(WeightsError::ExtraTensor { path: path.to_owned(), name, shape }),
        None => Ok(matched),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tensor(name: &str, shape: &[usize], first: f32) -> NamedTensor {
        let data = std::iter::successors(Some(first), |x| Some(x + 0.5)).take(shape.iter().product()).collect();
        NamedTensor { name: name.to_owned(), shape: shape.to_vec(), data }
    }

    fn wanted(tensors: &[NamedTensor]) -> Vec<(String, Vec<usize>)> {
        tensors.iter().map(|t| (t.name.clone(), t.shape.clone())).collect()
    }

    #[test]
    fn an_export_reads_back_and_its_bytes_depend_on_the_tensors_alone() {
        let dir = tempfile::tempdir().unwrap();
        let (one, two) = (dir.path().join("one"), dir.path().join("two"));
        let tensors = [tensor("rnn.w", &[2, 3], -1.0), tensor("fc.bias", &[4], 0.25), tensor("empty", &[0, 2], 0.0)];
        let written = export(&one, &tensors, None).unwrap();
        let mut reversed = tensors.to_vec();
        reversed.reverse();
        fs::write(&two, "an old file").unwrap();
        export(&two, &reversed, None).unwrap();
        let bytes = fs::read(&one).unwrap();
        assert_eq!((written, &fs::read(&two).unwrap()), (bytes.len() as u64, &bytes));
        let Weights { tensors: found, about } = import(&one).unwrap();
        assert_eq!(about, None);
        assert_eq!(found, [tensors[2].clone(), tensors[1].clone(), tensors[0].clone()]);
        assert_eq!(match_tensors(&one, found, &wanted(&tensors)).unwrap(), tensors);
    }

    #[test]
    fn the_file_is_what_the_format_says() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("w");
        export(&path, &[tensor("b", &[2], 1.0)], None).unwrap();
        let header = br#"{"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}  "#;
        let expected = [&56_u64.to_le_bytes()[..], header, &1.0_f32.to_le_bytes(), &1.5_f32.to_le_bytes()].concat();
        assert_eq!(fs::read(&path).unwrap(), expected);
    }

    #[test]
    fn files_that_are_no_weights_are_refused_in_a_sentence() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("w.safetensors");
        export(&path, &[tensor("rnn.w", &[3], 1.0)], None).unwrap();
        let whole = fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&whole[..whole.len() - 12]).into_owned();
        let edited = |from: &str, to: &str| [text.replace(from, to).as_bytes(), &whole[whole.len() - 12..]].concat();
        let mut nan = whole.clone();
        nan.splice(whole.len() - 4.., f32::NAN.to_le_bytes());
        for (bytes, says) in [
            (whole[..whole.len() - 1].to_vec(), "damaged"),
            (whole[..20].to_vec(), "damaged"),
            (vec![], "damaged"),
            (vec![0xff; 16], "damaged"),
            (edited("[3]", "[9]"), "damaged"),
            (edited("F32", "I32"), "\"rnn.w\" is of type I32"),
            (nan, "\"rnn.w\" holds NaN at place 2"),
        ] {
            fs::write(&path, bytes).unwrap();
            let said = import(&path).unwrap_err().to_string();
            assert!(said.contains(says) && said.contains("w.safetensors"), "{said}");
        }
        assert!(matches!(import(dir.path()), Err(WeightsError::NotRegular { .. })));
        assert!(matches!(import(Path::new("/dev/null")), Err(WeightsError::NotRegular { .. })));
        assert!(matches!(import(&dir.path().join("no")), Err(WeightsError::NoFile { .. })));
        assert!(matches!(export(dir.path(), &[], None), Err(WeightsError::Store(StoreError::Directory { .. }))));
    }

    #[test]
    fn tensors_that_do_not_fit_the_model_are_named_with_both_shapes() {
        let (a, b) = (tensor("a", &[2, 2], 0.0), tensor("b", &[3], 0.0));
        let said = |found: &[&NamedTensor], wanted: &[(String, Vec<usize>)]| {
            let found = found.iter().map(|&t| t.clone()).collect();
            match_tensors(Path::new("w"), found, wanted).unwrap_err().to_string()
        };
        let both = wanted(&[a.clone(), b.clone()]);
        let missing = said(&[&a], &both);
        assert!(missing.contains("no tensor \"b\"") && missing.contains("[3]"), "{missing}");
        let extra = said(&[&b, &a], &both[..1]);
        assert!(extra.contains("\"b\" of shape [3]"), "{extra}");
        let wrong = said(&[&a, &b], &[both[0].clone(), ("b".to_owned(), vec![4])]);
        assert!(wrong.contains("\"b\" has shape [3]") && wrong.contains("needs [4]"), "{wrong}");
    }
}
