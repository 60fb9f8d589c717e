//! Calls to the file system by name, so that a test can see their order and let each of them fail.
//!
//! In the program a call is made and nothing else.

/// Makes the call that `name` stands for.
///
/// # Errors
/// Those of the call.
#[cfg(not(test))]
pub(super) fn call<T>(_name: &'static str, make: impl FnOnce() -> std::io::Result<T>) -> std::io::Result<T> {
    make()
}

#[cfg(test)]
pub(super) use watched::call;

#[cfg(test)]
pub(super) mod watched {
    use std::cell::RefCell;
    use std::io::{self, ErrorKind};

    /// The calls made while a test looks on, and which one is to fail, counted from 0.
    #[derive(Debug, Default)]
    struct Watch {
        made: Vec<&'static str>,
        fails: Option<(usize, ErrorKind)>,
    }

    thread_local! {
        static WATCH: RefCell<Watch> = RefCell::default();
    }

    pub fn call<T>(name: &'static str, make: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        let fails = WATCH.with_borrow_mut(|watch| {
            let number = watch.made.len();
            watch.made.push(name);
            watch.fails.filter(|&(failing, _)| failing == number)
        });
        match fails {
            Some((_, kind)) => Err(kind.into()),
            None => make(),
        }
    }

    /// Runs `work`, lets the given call of it fail without being made, and gives the calls in order.
    pub fn watch<T>(fails: Option<(usize, ErrorKind)>, work: impl FnOnce() -> T) -> (T, Vec<&'static str>) {
        WATCH.set(Watch { made: Vec::new(), fails });
        let result = work();
        (result, WATCH.take().made)
    }
}
